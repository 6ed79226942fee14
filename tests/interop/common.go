// What verify-record and make-record share: C2SP's tile paths in terms of golang.org/x/mod's tiles,
// and the offline proof's text. x/mod names a tile tile/8/L/N and has data tiles of its own;
// c2sp.org/tlog-tiles names it tile/L/N and has entry bundles.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8
const tileWidth = 1 << tileHeight

// c2spPath is the path of a hash tile below record/.
func c2spPath(t tlog.Tile) string {
	return strings.Replace(t.Path(), "tile/8/", "tile/", 1)
}

// bundlePath is the path of the entry bundle below the level-0 tile.
func bundlePath(t tlog.Tile) string {
	return strings.Replace(t.Path(), "tile/8/0/", "tile/entries/", 1)
}

// level0Tiles are the full tiles and the partial one at level 0 of a tree.
func level0Tiles(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for n := int64(0); n*tileWidth < size; n++ {
		width := size - n*tileWidth
		if width > tileWidth {
			width = tileWidth
		}
		tiles = append(tiles, tlog.Tile{H: tileHeight, L: 0, N: n, W: int(width)})
	}
	return tiles
}

// tilesOf are the hash tiles of a tree; x/mod's list has every narrower partial tile as well.
func tilesOf(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for _, t := range tlog.NewTiles(tileHeight, 0, size) {
		if t.W == tileWidth || int64(t.W) == size>>(tileHeight*t.L)%tileWidth {
			tiles = append(tiles, t)
		}
	}
	return tiles
}

// storage is a tree in memory by x/mod's own numbering of hashes.
type storage []tlog.Hash

func (s storage) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		out = append(out, s[i])
	}
	return out, nil
}

// folder is a record folder as a tlog.TileReader.
type folder string

func (f folder) Height() int { return tileHeight }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range tiles {
		data, err := f.read(t, c2spPath)
		if err != nil {
			return nil, err
		}
		if len(data) < t.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", c2spPath(t), len(data))
		}
		out = append(out, data[:t.W*tlog.HashSize])
	}
	return out, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// read gives a tile's or bundle's bytes; where the partial file is gone, those of the full one.
func (f folder) read(t tlog.Tile, path func(tlog.Tile) string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(string(f), path(t)))
	if err != nil && t.W < tileWidth {
		t.W = tileWidth
		if full, fullErr := os.ReadFile(filepath.Join(string(f), path(t))); fullErr == nil {
			return full, nil
		}
	}
	return data, err
}

// write puts a file below the folder, making directories.
func (f folder) write(path string, data []byte) error {
	name := filepath.Join(string(f), path)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}

// splitBundle cuts `width` entries off a bundle; exact says that nothing may follow.
func splitBundle(data []byte, width int, exact bool) ([][]byte, error) {
	var entries [][]byte
	for i := 0; i < width; i++ {
		if len(data) < 2 {
			return nil, fmt.Errorf("ends before entry %d", i)
		}
		size := int(binary.BigEndian.Uint16(data))
		if len(data)-2 < size {
			return nil, fmt.Errorf("ends inside entry %d", i)
		}
		entries = append(entries, data[2:2+size])
		data = data[2+size:]
	}
	if exact && len(data) > 0 {
		return nil, fmt.Errorf("%d bytes after the last entry", len(data))
	}
	return entries, nil
}

const proofHeader = "c2sp.org/tlog-proof@v1\n"

// parseProof splits a .tlog-proof into index, path and checkpoint note.
func parseProof(data []byte) (int64, tlog.RecordProof, []byte, error) {
	text := string(data)
	if !strings.HasPrefix(text, proofHeader) {
		return 0, nil, nil, fmt.Errorf("no %q", proofHeader)
	}
	head, note, found := strings.Cut(text[len(proofHeader):], "\n\n")
	if !found {
		return 0, nil, nil, fmt.Errorf("no checkpoint")
	}
	lines := strings.Split(head, "\n")
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, nil, fmt.Errorf("no index")
	}
	index, err := strconv.ParseInt(lines[0][len("index "):], 10, 64)
	if err != nil {
		return 0, nil, nil, err
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, nil, err
		}
		proof = append(proof, hash)
	}
	return index, proof, []byte(note), nil
}

// formatProof is the inverse of parseProof, without extra data.
func formatProof(index int64, proof tlog.RecordProof, note []byte) []byte {
	var out strings.Builder
	fmt.Fprintf(&out, "%sindex %d\n", proofHeader, index)
	for _, hash := range proof {
		out.WriteString(base64.StdEncoding.EncodeToString(hash[:]) + "\n")
	}
	out.WriteString("\n")
	out.Write(note)
	return []byte(out.String())
}

func fatal(format string, args ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}
