#!/usr/bin/env python3
"""Makes ed25519.json: the edges of Ed25519 verification, each with libsodium's verdict.

Plain curve arithmetic (RFC 8032, 5.1), slow and independent of every library; the verdicts are asked
of the installed libsodium through ctypes. Deterministic: run again, the file must not change.
    python3 tests/vectors/make_ed25519.py > tests/vectors/ed25519.json
"""
import ctypes
import ctypes.util
import hashlib
import json

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2 % P
    return ((x1 * y2 + x2 * y1) * pow(1 + k, P - 2, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, P - 2, P) % P)


def mul(n, point):
    out = (0, 1)
    while n:
        if n & 1:
            out = add(out, point)
        point = add(point, point)
        n >>= 1
    return out


def x_of(y, sign):
    """x of a y on the curve, or None."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * I % P
    if (x * x - square) % P:
        return None
    return P - x if x and x & 1 != sign else x


def encode(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def raw(y, sign):
    return (y | sign << 255).to_bytes(32, "little")


def hash_int(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


B = (x_of(4 * pow(5, P - 2, P) % P, 0), 4 * pow(5, P - 2, P) % P)


def secret(seed):
    h = hashlib.sha512(seed).digest()
    return (int.from_bytes(h[:32], "little") & ((1 << 254) - 8)) | 1 << 254, h[32:]


def sign(seed, message):
    a, prefix = secret(seed)
    key = encode(mul(a, B))
    r = hash_int(prefix, message) % L
    big_r = encode(mul(r, B))
    s = (r + hash_int(big_r, key, message) * a) % L
    return key, big_r + s.to_bytes(32, "little")


def torsion():
    """The eight points of small order by their order."""
    y = 3
    while True:
        x = x_of(y, 0)
        if x is not None:
            t = mul(L, (x, y))
            if mul(4, t) != (0, 1):
                return [mul(i, t) for i in range(8)]
        y += 1


T = torsion()
ORDER = [1, 8, 4, 8, 2, 8, 4, 8]
SMALL = [(f"of order {ORDER[i]}", encode(t)) for i, t in sorted(enumerate(T), key=lambda p: (ORDER[p[0]], encode(p[1])))]
SMALL += [("the identity with its sign bit set", raw(1, 1)), ("the point of order 2 with its sign bit set", raw(P - 1, 1)),
          ("a point of order 4 as y = p", raw(P, 0)), ("a point of order 4 as y = p, sign set", raw(P, 1)),
          ("the identity as y = p + 1", raw(P + 1, 0)), ("the identity as y = p + 1, sign set", raw(P + 1, 1))]

sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
assert sodium.sodium_init() >= 0
vectors, keys = [], []


def vector(name, key, message, signature):
    accept = sodium.crypto_sign_verify_detached(signature, message, ctypes.c_ulonglong(len(message)), key) == 0
    vectors.append({"name": name, "key": key.hex(), "message": message.hex(), "signature": signature.hex(), "accept": accept})
    return accept


def key_verdict(name, key):
    keys.append({"name": name, "key": key.hex(), "good": sodium.crypto_core_ed25519_is_valid_point(key) == 1})


def forge(key, a, nonce_point, nonce, wanted, text):
    """A signature with S = r + k*a whose k satisfies `wanted`; messages are tried in turn."""
    big_r = nonce_point if isinstance(nonce_point, bytes) else encode(nonce_point)
    for i in range(10000):
        message = f"{text} {i}".encode()
        k = hash_int(big_r, key, message)
        if wanted(k % L):
            return message, big_r + ((nonce + k * a) % L).to_bytes(32, "little")
    raise SystemExit("no message found")


RFC = [("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
       ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
       ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")]
for n, (seed, message, public) in enumerate(RFC, 1):
    key, signature = sign(bytes.fromhex(seed), bytes.fromhex(message))
    assert key.hex() == public
    vector(f"RFC 8032 test {n}", key, bytes.fromhex(message), signature)

SEED = hashlib.sha256(b"althing edge vectors").digest()
A_SECRET, _ = secret(SEED)
A = mul(A_SECRET, B)
KEY, GOOD = sign(SEED, b"a good signature")
R, S = GOOD[:32], int.from_bytes(GOOD[32:], "little")
vector("a good signature", KEY, b"a good signature", GOOD)
vector("another message", KEY, b"a good signaturf", GOOD)
vector("one bit of R flipped", KEY, b"a good signature", bytes([GOOD[0] ^ 1]) + GOOD[1:])
vector("one bit of S flipped", KEY, b"a good signature", GOOD[:32] + bytes([GOOD[32] ^ 1]) + GOOD[33:])
vector("all zero", KEY, b"a good signature", bytes(64))
vector("all ones", KEY, b"a good signature", b"\xff" * 64)
for n in (1, 2, 8, 15):
    vector(f"S + {n} L", KEY, b"a good signature", R + (S + n * L).to_bytes(32, "little"))
vector("S = L", KEY, b"a good signature", R + L.to_bytes(32, "little"))
vector("S = 0 and the identity as R under an ordinary key", KEY, b"a good signature", encode((0, 1)) + bytes(32))
vector("y of the key is not on the curve", raw(2, 0), b"a good signature", GOOD)
for y in range(2, 19):
    if x_of(y, 0) is not None:
        vector(f"a key as y = p + {y} (non-canonical, large order)", raw(P + y, 0), b"a good signature", GOOD)
        break

NONCE = 0x1234567890ABCDEF1234567890ABCDEF
for name, small in SMALL:
    divisible = lambda k: k % 8 == 0
    message, signature = forge(small, 0, mul(NONCE, B), NONCE, divisible, "small order key")
    vector(f"key is {name}; the equation holds", small, message, signature)
    message, signature = forge(KEY, A_SECRET, small, 0, lambda k: True, "small order R")
    vector(f"R is {name}; holds with the cofactor", KEY, message, signature)
    key_verdict(name, small)

key_verdict("an ordinary key", KEY)
for i in (4, 2, 1):
    mixed = encode(add(A, T[i]))
    name = f"key has a component of order {ORDER[i]}"
    key_verdict(name, mixed)
    message, signature = forge(mixed, A_SECRET, mul(NONCE, B), NONCE, lambda k: k % 8 == 0, "mixed order key")
    vector(f"{name}, cancelled by k: the equation holds without cofactor", mixed, message, signature)
    message, signature = forge(mixed, A_SECRET, mul(NONCE, B), NONCE, lambda k: k * i % 8 != 0, "mixed order key")
    vector(f"{name}: the equation holds only with the cofactor", mixed, message, signature)
    both = add(mul(NONCE, B), T[i])
    message, signature = forge(mixed, A_SECRET, both, NONCE, lambda k: (k + 1) * i % 8 == 0, "mixed order key and R")
    vector(f"{name}, cancelled by R: the equation holds without cofactor", mixed, message, signature)
    message, signature = forge(KEY, A_SECRET, both, NONCE, lambda k: True, "mixed order R")
    vector(f"R has a component of order {ORDER[i]}: holds only with the cofactor", KEY, message, signature)

print("{")
print(' "about": "Edges of Ed25519 verification; accept is the verdict of libsodium 1.0.18, which is the rule of the format '
      '(docs/format-act.md). keys: verdict of crypto_core_ed25519_is_valid_point, used for advice only. Hex throughout.",')
for label, rows in (("keys", keys), ("vectors", vectors)):
    print(f' "{label}": [')
    print(",\n".join("  " + json.dumps(row) for row in rows))
    print(" ]," if label == "keys" else " ]")
print("}")
