// make-record writes a record folder with golang.org/x/mod alone, for our code to check.
//
//	make-record <out dir> <size> <old size>
//
// Writes <out>/record/ (checkpoint, hash tiles, entry bundles), <out>/vkey, <out>/old-checkpoint,
// <out>/consistency (one base64 hash a line, from old size to size), some <out>/proofs/<n>.tlog-proof.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const origin = "interop.example/made-by-go"

// entry is different for every index; the first is empty, and some are longer than 255 bytes.
func entry(n int64) []byte {
	if n == 0 {
		return nil
	}
	return []byte(strings.Repeat("entry "+strconv.FormatInt(n, 10)+"\n", int(n%37)+1))
}

func sign(size int64, hashes storage, signer note.Signer) []byte {
	root, err := tlog.TreeHash(size, hashes)
	if err != nil {
		fatal("%v", err)
	}
	text := fmt.Sprintf("%s\n%d\n%v\n", origin, size, root)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		fatal("%v", err)
	}
	return signed
}

func check(err error) {
	if err != nil {
		fatal("%v", err)
	}
}

func main() {
	if len(os.Args) != 4 {
		fatal("usage: make-record <out dir> <size> <old size>")
	}
	out := folder(os.Args[1])
	size, err := strconv.ParseInt(os.Args[2], 10, 64)
	check(err)
	old, err := strconv.ParseInt(os.Args[3], 10, 64)
	check(err)
	skey, vkey, err := note.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{9}, 64)), origin)
	check(err)
	signer, err := note.NewSigner(skey)
	check(err)

	var hashes storage
	for n := int64(0); n < size; n++ {
		more, err := tlog.StoredHashes(n, entry(n), hashes)
		check(err)
		hashes = append(hashes, more...)
	}
	for _, tile := range tilesOf(size) {
		data, err := tlog.ReadTileData(tile, hashes)
		check(err)
		check(out.write(filepath.Join("record", c2spPath(tile)), data))
	}
	for _, tile := range level0Tiles(size) {
		var bundle []byte
		for i := 0; i < tile.W; i++ {
			e := entry(tile.N*tileWidth + int64(i))
			bundle = binary.BigEndian.AppendUint16(bundle, uint16(len(e)))
			bundle = append(bundle, e...)
		}
		check(out.write(filepath.Join("record", bundlePath(tile)), bundle))
	}
	checkpoint := sign(size, hashes, signer)
	check(out.write("record/checkpoint", checkpoint))
	check(out.write("old-checkpoint", sign(old, hashes, signer)))
	check(out.write("vkey", []byte(vkey+"\n")))
	check(out.write("skey", []byte(skey+"\n")))
	consistency, err := tlog.ProveTree(size, old, hashes)
	check(err)
	var lines strings.Builder
	for _, hash := range consistency {
		fmt.Fprintf(&lines, "%v\n", hash)
	}
	check(out.write("consistency", []byte(lines.String())))
	for n := int64(0); n < size; n += 1 + size/13 {
		proof, err := tlog.ProveRecord(size, n, hashes)
		check(err)
		name := fmt.Sprintf("proofs/%d.tlog-proof", n)
		check(out.write(name, formatProof(n, proof, checkpoint)))
	}
}
