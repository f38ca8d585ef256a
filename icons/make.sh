#!/bin/bash
# Makes the icon set from icon.svg, icon-small.svg and icon-tiny.svg, into the folder of this script.
# Needs rsvg-convert (Debian: librsvg2-bin), convert (imagemagick) and python3.
set -euo pipefail
cd "$(dirname "$0")"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

# png SOURCE VIEWBOX PIXELS TARGET: the part VIEWBOX of SOURCE as an RGBA PNG without dates.
png() {
  sed "s/viewBox=\"[^\"]*\"/viewBox=\"$2\"/" "$1" | rsvg-convert --width "$3" --height "$3" |
    convert png:- -strip -define png:compression-level=9 -define png:exclude-chunks=date,time "png32:$4"
}

# Windows and Linux: hardly any margin. macOS: 824 of 1024, and 28 of 32 for the small ones.
for size in 16 20; do png icon-tiny.svg "0 0 64 64" $size "$made/$size.png"; done
for size in 24 32 40 48; do png icon-small.svg "0 0 64 64" $size "$made/$size.png"; done
for size in 64 128 256 512; do png icon.svg "76 76 872 872" $size "$made/$size.png"; done
png icon-tiny.svg "-4.57 -4.57 73.14 73.14" 16 "$made/mac-16.png"
png icon-small.svg "-4.57 -4.57 73.14 73.14" 32 "$made/mac-32.png"
for size in 64 128 256 512 1024; do png icon.svg "0 0 1024 1024" $size "$made/mac-$size.png"; done

cp "$made/32.png" 32x32.png
cp "$made/64.png" 64x64.png
cp "$made/128.png" 128x128.png
cp "$made/256.png" 256x256.png
cp "$made/512.png" icon.png
# 32 pixels come first: Tauri takes the first one for a window's icon.
(cd "$made" && convert 32.png 16.png 20.png 24.png 40.png 48.png 64.png 256.png icon.ico) && cp "$made/icon.ico" icon.ico
for size in 16 32; do convert "$made/mac-$size.png" -depth 8 "rgba:$made/mac-$size.rgba"; done

python3 - "$made" icon.icns <<'PYTHON'
"""Writes an .icns file: 16 and 32 pixels as packed ARGB (macOS misreads PNG there), the rest as PNG."""
import pathlib, struct, sys

folder, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])

def packed(channel):
    """Apple's run-length encoding: n < 128 announces n + 1 bytes as they are, n >= 128 repeats one n - 125 times."""
    out, plain, at = bytearray(), bytearray(), 0
    def flush():
        while plain:
            part = plain[:128]
            out.append(len(part) - 1)
            out.extend(part)
            del plain[:128]
    while at < len(channel):
        run = 1
        while at + run < len(channel) and run < 130 and channel[at + run] == channel[at]:
            run += 1
        if run >= 3:
            flush()
            out.extend((run + 125, channel[at]))
        else:
            plain.extend(channel[at:at + run])
        at += run
    flush()
    return bytes(out)

def argb(size):
    pixels = (folder / f"mac-{size}.rgba").read_bytes()
    return b"ARGB" + b"".join(packed(pixels[i::4]) for i in (3, 0, 1, 2))

def image(size):
    return (folder / f"mac-{size}.png").read_bytes()

entries = [
    (b"ic04", argb(16)), (b"ic05", argb(32)), (b"ic07", image(128)), (b"ic08", image(256)),
    (b"ic09", image(512)), (b"ic10", image(1024)), (b"ic11", image(32)), (b"ic12", image(64)),
    (b"ic13", image(256)), (b"ic14", image(512)),
]
body = b"".join(kind + struct.pack(">I", len(data) + 8) + data for kind, data in entries)
target.write_bytes(b"icns" + struct.pack(">I", len(body) + 8) + body)
PYTHON
