"""Reading and writing the files that the make_*.py scripts share: gzip IDX arrays and grey PNG."""
import gzip
import hashlib
import pathlib
import struct
import zlib


def read_idx(path):
    """Dimensions and bytes of a gzip IDX file of unsigned bytes."""
    data = gzip.decompress(pathlib.Path(path).read_bytes())
    rank = data[3]
    if data[:3] != b"\0\0\x08":
        raise SystemExit(f"{path} is not an IDX file of unsigned bytes")
    return struct.unpack(f">{rank}I", data[4:4 + 4 * rank]), data[4 + 4 * rank:]


def write_idx(path, dimensions, values):
    """Writes a gzip IDX file; the same input gives the same bytes."""
    header = struct.pack(f">4B{len(dimensions)}I", 0, 0, 8, len(dimensions), *dimensions)
    pathlib.Path(path).write_bytes(gzip.compress(header + bytes(values), 9, mtime=0))


def read_grey_png(path):
    """Rows of an 8-bit grey PNG that is not interlaced."""
    data = pathlib.Path(path).read_bytes()
    width, height, depth, colour, _, _, interlaced = struct.unpack(">2I5B", data[16:29])
    if data[:8] != b"\x89PNG\r\n\x1a\n" or (depth, colour, interlaced) != (8, 0, 0):
        raise SystemExit(f"{path} is not an 8-bit grey PNG")
    packed, at = b"", 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        packed += data[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    lines = zlib.decompress(packed)
    rows, above = [], bytes(width)
    for first in range(0, len(lines), width + 1):
        above = _unfiltered(lines[first], lines[first + 1:first + 1 + width], above)
        rows.append(above)
    assert len(rows) == height
    return rows


def _unfiltered(kind, line, above):
    row = bytearray()
    for x, value in enumerate(line):
        left = row[x - 1] if x else 0
        corner = above[x - 1] if x else 0
        guess = (0, left, above[x], (left + above[x]) // 2, _paeth(left, above[x], corner))[kind]
        row.append((value + guess) & 255)
    return bytes(row)


def _paeth(left, above, corner):
    estimate = left + above - corner
    return min((left, above, corner), key=lambda near: abs(estimate - near))


def write_grey_png(path, rows):
    """Writes rows of bytes as an 8-bit grey PNG."""
    def chunk(kind, content):
        return (struct.pack(">I", len(content)) + kind + content
                + struct.pack(">I", zlib.crc32(kind + content)))
    header = struct.pack(">2I5B", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    lines = b"".join(b"\0" + bytes(row) for row in rows)
    pathlib.Path(path).write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                                   + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b""))


def write_checksums(folder):
    """SHA256SUMS for all data files below `folder`, as sha256sum -c reads it."""
    folder = pathlib.Path(folder)
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".gz", ".png"))
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder)}\n" for p in files]
    (folder / "SHA256SUMS").write_text("".join(lines))
