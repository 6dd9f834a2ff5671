"""Is this file what the portal issued?  python3 check_paper.py PUBLIC_KEY zapis.txt podpis.txt FILE ...

Needs Python alone and the downloaded files: the words of the entry in the ledger, its signature (both linked from the
page of the paper) and the paper itself in any of its formats.  The public key (64 digits) is on the page of the
ledger; note it on a day when nothing is in doubt.  Ed25519 as in RFC 8032, section 5.1.7.
"""

import hashlib
import pathlib
import sys

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    (x, y), (u, v) = a, b
    t = D * x * u * y * v
    return (x * v + u * y) * pow(1 + t, -1, P) % P, (y * v + x * u) * pow(1 - t, -1, P) % P


def times(n, point):
    total = 0, 1
    for bit in f"{n:b}":
        total = add(total, total)
        total = add(total, point) if bit == "1" else total
    return total


def point(octets):
    number = int.from_bytes(octets, "little")
    odd, y = number >> 255, number % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    roots = (x for x in (root, root * pow(2, (P - 1) // 4, P) % P) if (x * x - square) % P == 0)
    x = next(roots, 0)  # what is no point fits no signature
    return (x if x % 2 == odd else P - x), y


key, entry = bytes.fromhex(sys.argv[1]), pathlib.Path(sys.argv[2]).read_bytes()
signature = bytes.fromhex(pathlib.Path(sys.argv[3]).read_text())
r, s = signature[:32], int.from_bytes(signature[32:], "little")
h = int.from_bytes(hashlib.sha512(r + key + entry).digest(), "little") % L
base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
if not (len(signature) == 64 and s < L and times(s, base) == add(point(r), times(h, point(key)))):
    sys.exit("NE: podpis nepatří k tomuto zápisu a klíči.")
for name in sys.argv[4:]:
    if hashlib.sha256(pathlib.Path(name).read_bytes()).hexdigest() not in entry.decode():
        sys.exit(f"NE: soubor {name} zápis neuvádí.")
print(f"ANO: zápis podepsal držitel klíče. Uvádí otisky souborů: {', '.join(sys.argv[4:]) or 'neověřováno'}.")
