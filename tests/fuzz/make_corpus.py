#!/usr/bin/env python3
"""Writes the hand-made seeds of the newer fuzz targets into corpus/<target>/<shape>, one small file per
shape: valid, at an edge, hostile. What fuzzing found since lies beside them as found-<n>.
usage: tests/fuzz/make_corpus.py   (writes the same bytes every time)"""
import base64, hashlib, json, os, struct

here = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'corpus')


def put(target, **shapes):
    os.makedirs(os.path.join(here, target), exist_ok=True)
    for shape, data in shapes.items():
        with open(os.path.join(here, target, shape.replace('_', '-')), 'wb') as out:
            out.write(data if isinstance(data, bytes) else data.encode())


def b64(data): return base64.b64encode(data).decode()


def line(name, size=64, fill=7): return f'— {name} {b64(bytes([1, 2, 3, 4]) + bytes([fill]) * size)}\n'


ROOT, EMPTY = b64(bytes(range(32))), b64(hashlib.sha256(b'').digest())
text = f'fuzz.example/log\n1234\n{ROOT}\n'

put('note',
    one='a text\n\n' + line('act'),
    three='first\nsecond\n\n' + line('log') + line('witness.example', 72) + line('other/0', 5),
    empty_lines_in_text='a\n\nb\n\n\n' + line('act'),
    utf8='Þing — ﷽\n\n' + line('þing.example'),
    no_text='\n\n' + line('act'), no_lines='a text\n\n', no_newline='a text\n\n' + line('act')[:-1],
    hyphen='a text\n\n- act AAAAAAA=\n', spaces='a text\n\n— a  ' + b64(bytes(68)) + '\n',
    plus='a text\n\n' + line('a+b'), loose_base64='a text\n\n— act ' + b64(bytes(68))[:-2] + 'B=\n',
    control='a\x00text\r\n\n' + line('act'), bad_utf8=b'a\xc0\xaf\xed\xa0\x80\n\n' + line('act').encode(),
    short='a text\n\n' + line('act', 0), many='t\n\n' + line('a', 1) * 65,
    vkey='fuzz.example/log+5c3a9d0f+' + b64(b'\x01' + bytes(32)), signature_line=line('act')[:-1])

put('checkpoint',
    text=text, extensions=text + 'one\ntwo words\n', empty=f'fuzz.example/log\n0\n{EMPTY}\n',
    empty_wrong=f'fuzz.example/log\n0\n{ROOT}\n', note=text + '\n' + line('fuzz.example/log') + line('witness.example', 72),
    largest=f'o\n{2**63 - 1}\n{ROOT}\n', over=f'o\n{2**63}\n{ROOT}\n', zeros=f'o\n007\n{ROOT}\n',
    short_root=f'o\n7\n{ROOT[:40]}\n', blank_origin=f'\n7\n{ROOT}\n', cut=text[:-1], cr=text.replace('\n', '\r\n'),
    spaced=f'an origin\n7\n{ROOT}\n', plus=f'a+b\n7\n{ROOT}\n', many=text + 'x\n' * 17,
    proof=f'c2sp.org/tlog-proof@v1\nextra {b64(b"salt")}\nindex 5\n{ROOT}\n{EMPTY}\n\n' + text + '\n' + line('fuzz.example/log'),
    proof_bare='c2sp.org/tlog-proof@v1\nindex 0\n\n' + text + '\n' + line('l'))

tile = lambda flags, level, width, index, tree: struct.pack('>BBBQQ', flags, level, width, index, tree)
put('tile_path',
    full='tile/0/000', deep='tile/2/x001/x234/067', partial='tile/0/x001/000.p/255', entries='tile/entries/005.p/1',
    detail='detail/x012/345.p/9', index='x036/x028/x797/x018/x963/967',
    last='tile/0/x036/x028/x797/x018/x963/967', over='tile/0/x036/x028/x797/x018/x963/968',
    twice='tile/0/x000/001', full_partial='tile/0/000.p/256', none='tile/0/000.p/0', zero_padded='tile/0/000.p/01',
    level='tile/64/000', level_zero='tile/00/000', no_x='tile/0/001/234', upper='tile/0/X001/234',
    dots='tile/0/../../../keys/log.key', slash='tile/0//000', end='tile/0/000/', nul=b'tile/0/000\x00', partial_twice='tile/0/000.p/1.p/1',
    tree_edge=tile(0, 0, 207, 3, 2 * 976), tree_full=tile(0, 1, 255, 0, 2 * 65536), tree_entries=tile(1, 0, 255, 0, 2 * 256),
    tree_largest=tile(0, 7, 126, 0, 2**64 - 1))

entry = lambda data: struct.pack('>H', len(data)) + data
detail = lambda data: struct.pack('>I', len(data)) + data
put('bundle',
    one=b'\x00' + entry(b'a'), three=b'\x02' + entry(b'abc') + entry(b'') + entry(b'\x00' * 5), all_empty=b'\xff' + entry(b'') * 256,
    cut=b'\x01' + entry(b'abc') + b'\x00\x05ab', cut_length=b'\x01' + entry(b'abc') + b'\x00', more=b'\x00' + entry(b'a') + entry(b'b'),
    long=b'\x00\xff\xff' + b'x' * 100, pack=b'\x02' + detail(b'{}') + detail(b'') + detail(b'{"a":1}'),
    pack_more=b'\x00' + detail(b'{}') + b'x', pack_over=b'\x00\x00\x01\x00\x01' + b'y' * 64, pack_huge=b'\x00\xff\xff\xff\xff', both=b'\x00' + detail(b''), nothing=b'\x07')

wrap = lambda **members: json.dumps(members)
note = '{"act":"leave"}\n\n' + line('act')
put('ndjson',
    one=b'\x00' + wrap(act=note).encode(), string=b'\x00' + json.dumps(note).encode() + b'\n',
    mixed=b'\x01' + '\n'.join([wrap(act=note, detail='{"salt":"x"}'), json.dumps(note), '', '{', wrap(act=note, more=1), 'null', '[]']).encode() + b'\n',
    blank=b'\x02\n\n\n' + json.dumps(note).encode() + b'\n\n', crlf=b'\x00' + json.dumps(note).encode() + b'\r\n{}\r\n',
    twice=b'\x00{"act":"a","act":"b"}\n', kinds=b'\x03{"act":1}\n{"act":"a","detail":{}}\n{"act":"a","detail":null}\n{"detail":"d"}\n',
    deep=b'\x00{"act":[[[[[["a"]]]]]]}\n', names='\x00{"act":"a","k\\u202ey":1}\n{"act":"a","\\u0000":1}\n', nul=b'\x00"a\x00b"\n"\\u0000"\n',
    escapes=b'\x00"\\ud83d\\ude00\\n\\/"\n"\\ud83d"\n"\xff"\n', many=b'\x07' + b'0\n' * 10002, only_newlines=b'\x00' + b'\n' * 10001 + b'1')

law = {'src': 'law', 'kind': 'law', 'title': 'The law of boats', 'date': '1988-12-09'}
rows = {'case': 1, 'title': 'Boats', 'lang': 'en', 'instruments': [law, {'src': 'new', 'kind': 'law', 'on': 'law', 'title': 'The new law'}],
        'provisions': [{'src': 'law:1', 'of': 'law', 'number': '1', 'text': 'Boats float.'},
                       {'src': 'new:1', 'of': 'new', 'from': 'law:1', 'number': '1', 'text': 'Boats float well.', 'truncated': True}],
        'positions': [{'src': 'P/1', 'on': 'law:1', 'option': 'mod', 'actors': ['Fishers'], 'text': 'Boats may swim.', 'links': ['https://x.example/']},
                      {'src': 'P/2', 'on': 'law', 'option': 'noc', 'actors': ['Sailors', 'Rowers']}],
        'documents': [{'src': 'D', 'sha256': '0' * 64, 'provenance': 'leaked', 'of': 'law', 'title': 'As printed'}]}
margin = {'case': 1, 'title': 'B', 'files': [{'file': 'a.md'}, {'file': 'b/c.md', 'unused': 'later'}],
          'instruments': [{'src': 'i', 'kind': 'treaty', 'title': 'T', 'provisions_from': {
              'file': 'a.md', 'format': 'margin-number', 'from': 1, 'to': 3, 'heading_lines': ['Preamble'], 'stops': [{'at': 'APPENDIX', 'reason': 'r'}]}}]}
treaty = 'intro\nPreamble\n1The *Parties*agree<sup>*or not</sup>.\n# Article 1: Purpose\n21.1 a) These [rules](x)\n-item\n\n3b) Those\n## APPENDIX\nrest\n'
records = {'case': 1, 'title': 'B', 'lang': 'en', 'files': [{'file': 'p.json', 'about': 'all'}], 'instruments': [law],
           'provisions': [{'src': 'law:1', 'of': 'law', 'number': '1', 'text': 'x'}],
           'positions_from': [{'file': 'p.json', 'format': 'records', 'list': 'r', 'prefix': 'p:',
                               'columns': {'id': 'id', 'actors': 'a', 'place': 'w', 'action': 'do', 'text': 't', 'source': 's', 'note': 'n', 'truncated': 'c'},
                               'actor_separator': ', ', 'actor_map': {'R': 'Republic', 'X (by Y)': {'name': 'X', 'note': 'by Y'}},
                               'note_mark': '[sic:', 'cut_marks': ['[...]'],
                               'actions': {'MOD': {'take': 'position', 'option': 'mod'}, 'FINAL': {'take': 'provision', 'of': 'law'}, 'BASE': {'skip': 'why'}},
                               'provision_map': {'1.3': {'on': 'law:1', 'number': '5', 'strip': '1.3 '}, '9': {'number': '9'}}}]}
held = {'r': [{'id': '1', 'a': 'R, X (by Y)', 'w': '1.3', 'do': 'MOD', 't': '1.3 New words [...] [sic: two]', 's': 'https://x.example/'},
              {'id': '2', 'a': 'Z', 'w': '9', 'do': 'FINAL', 't': 'Adopted', 'c': True}, {'id': '3', 'w': '9', 'do': 'BASE'}, {'id': '4'}, 5]}
assembly = {'case': 1, 'title': 'A', 'statements': [{'ref': 's', 'title': 'We', 'text': 'ask', 'open_days': 30, 'on': []}],
            'assembly': {'name': 'N', 'text': 'charter', 'groups': [{'group': 'civil', 'title': 'Civil'}], 'admission': {'vouches': 1, 'limit': 5, 'age_days': 0},
                         'members': [{'ref': 'm', 'name': 'Mel', 'kind': 'person', 'group': 'civil', 'country': 'is'}, {'ref': 'o', 'name': 'Org', 'kind': 'organisation'}],
                         'signatures': [{'by': 'm', 'statement': 's', 'capacity': 'affiliated', 'affiliation': 'U', 'name': 'Mel'},
                                        {'by': 'm', 'statement': 's', 'capacity': 'organisation', 'for': 'o'}]}}
cycle = {'case': 1, 'title': 'C', 'instruments': [{'src': 'a', 'kind': 'law', 'title': 'A', 'on': 'b'}, {'src': 'b', 'kind': 'law', 'title': 'B', 'on': 'a'}]}
escape = {'case': 1, 'title': 'E', 'files': [{'file': '../x'}, {'file': '/etc/passwd'}, {'file': 'a//b'}, {'file': 'a\\b'}, {'file': 'a\x00'}],
          'instruments': [dict(law, provisions_from={'file': '../x', 'format': 'margin-number', 'from': 1, 'to': 1})]}
dump = lambda value: json.dumps(value, ensure_ascii=False, separators=(',', ':'))
put('case',
    rows=dump(rows), margin=dump(margin) + '\n%%%\n' + treaty, records=dump(records) + '\n%%%\n' + dump(held), assembly=dump(assembly),
    cycle=dump(cycle), escape=dump(escape) + '\n%%%\nx', least='{"case":1,"title":"t"}', format='{"case":2,"title":"t"}', kinds='{"case":1,"title":[],"instruments":{},"files":[1]}',
    long_src=dump({'case': 1, 'title': 't', 'instruments': [dict(law, src='x' * 301), dict(law, src='É É'), dict(law, src='e-e')]}),
    no_json='{', bidi=dump({'case': 1, 'title': 't', 'instruments': [dict(law, title='a\u202eb')]}))

head = 'POST /acts?x=%C3%A9&y HTTP/1.1\r\nHost: a:1\r\n'
put('http',
    pipelined=head + 'Content-Length: 3\r\n\r\nabcGET /en/ HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n',
    pipelined_chunks=head + 'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n' + head + '\r\n', both_other_order=head + 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    lengths=head + 'Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc', length_plus=head + 'Content-Length: +3\r\n\r\nabc', old_chunked='POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    old='GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n', bare_lf='GET / HTTP/1.1\nHost: a\n\n', space_before_colon='GET / HTTP/1.1\r\nHost : a\r\n\r\n', two_hosts='GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n',
    chunk_plus=head + 'Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n', chunk_huge=head + 'Transfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n', expect=head + 'Expect: 100-continue\r\nContent-Length: 1\r\n\r\nx',
    long_target='GET /' + 'a' * 4096 + ' HTTP/1.1\r\nHost: a\r\n\r\n', long_head='GET / HTTP/1.1\r\nHost: a\r\nX: ' + 'y' * 8200, fields='GET / HTTP/1.1\r\nHost: a\r\n' + 'X: y\r\n' * 64 + '\r\n',
    bare_cr='GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n', cr_in_value='GET / HTTP/1.1\r\nHost: a\r\nX: b\r\r\n\r\n',
    absolute='GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n', encoded_dots='/a/%2e%2e/b?c', form='q=a+b%26c&=&a=&=b', slashes='//a///b/?')
