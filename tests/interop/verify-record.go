// verify-record checks a record folder with nothing of ours: golang.org/x/mod's notes and trees.
//
//	verify-record [-proofs <dir>] [-old <checkpoint file>]... <record dir> <vkey>
//
// It opens record/checkpoint with the log's vkey, hashes every entry of every bundle, builds the
// tree of them and compares its root with the checkpoint, its tiles with the files, byte by byte.
// It then makes and checks inclusion proofs (all entries up to 2000, else some spread over the log)
// and consistency proofs from the tile files. -proofs checks each *.tlog-proof of a folder against
// its checkpoint and the entry it is about. -old (repeatable): an older checkpoint is a prefix.
//
// The tree is built anew as x/mod's TileHashReader (2022) leaves some full tiles unchecked: where
// several hashes of the right edge share a tile, it starts checking too late in its list of tiles.
package main

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type files []string

func (f *files) String() string     { return strings.Join(*f, " ") }
func (f *files) Set(s string) error { *f = append(*f, s); return nil }

// openCheckpoint opens a checkpoint note. x/mod's ParseTree wants its own origin line, so the body
// is given to it under that name after ours is checked.
func openCheckpoint(data []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	origin, rest, _ := strings.Cut(opened.Text, "\n")
	if origin != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("origin is %q, the key's name %q", origin, verifier.Name())
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}

// buildTree hashes every entry of the folder's bundles.
func buildTree(dir folder, size int64) (storage, []tlog.Hash) {
	var hashes storage
	var leaves []tlog.Hash
	for _, tile := range level0Tiles(size) {
		data, err := dir.read(tile, bundlePath)
		if err != nil {
			fatal("bundle: %v", err)
		}
		_, statErr := os.Stat(filepath.Join(string(dir), bundlePath(tile)))
		entries, err := splitBundle(data, tile.W, statErr == nil)
		if err != nil {
			fatal("%s: %v", bundlePath(tile), err)
		}
		for _, entry := range entries {
			more, err := tlog.StoredHashes(int64(len(leaves)), entry, hashes)
			if err != nil {
				fatal("%v", err)
			}
			hashes = append(hashes, more...)
			leaves = append(leaves, tlog.RecordHash(entry))
		}
	}
	return hashes, leaves
}

// checkTiles compares every tile file with the tree; returns their number.
func checkTiles(dir folder, size int64, hashes storage) int {
	tiles := tilesOf(size)
	for _, tile := range tiles {
		expected, err := tlog.ReadTileData(tile, hashes)
		if err != nil {
			fatal("%s: %v", c2spPath(tile), err)
		}
		data, err := dir.ReadTiles([]tlog.Tile{tile})
		if err != nil {
			fatal("%v", err)
		}
		if !bytes.Equal(data[0], expected) {
			fatal("%s is not the tile of the entries", c2spPath(tile))
		}
	}
	return len(tiles)
}

func checkProofs(tree tlog.Tree, leaves []tlog.Hash, hashes tlog.HashReader) (int, int) {
	included := 0
	for n := 0; n < len(leaves); n += 1 + len(leaves)/2000 {
		included++
		proof, err := tlog.ProveRecord(tree.N, int64(n), hashes)
		if err == nil {
			err = tlog.CheckRecord(proof, tree.N, tree.Hash, int64(n), leaves[n])
		}
		if err != nil {
			fatal("inclusion of %d in %d: %v", n, tree.N, err)
		}
	}
	consistent := 0
	for old := int64(1); old < tree.N; old += 1 + tree.N/97 {
		root, err := tlog.TreeHash(old, hashes)
		if err != nil {
			fatal("root of %d: %v", old, err)
		}
		proof, err := tlog.ProveTree(tree.N, old, hashes)
		if err == nil {
			err = tlog.CheckTree(proof, tree.N, tree.Hash, old, root)
		}
		if err != nil {
			fatal("consistency of %d with %d: %v", old, tree.N, err)
		}
		consistent++
	}
	return included, consistent
}

func checkProofFiles(dir string, verifier note.Verifier, leaves []tlog.Hash) int {
	names, err := filepath.Glob(filepath.Join(dir, "*.tlog-proof"))
	if err != nil || len(names) == 0 {
		fatal("no *.tlog-proof in %s", dir)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			fatal("%v", err)
		}
		index, proof, checkpoint, err := parseProof(data)
		if err != nil {
			fatal("%s: %v", name, err)
		}
		tree, err := openCheckpoint(checkpoint, verifier)
		if err != nil {
			fatal("%s: %v", name, err)
		}
		if index >= int64(len(leaves)) {
			fatal("%s: index %d is beyond the folder", name, index)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaves[index]); err != nil {
			fatal("%s: %v", name, err)
		}
	}
	return len(names)
}

func checkOld(name string, verifier note.Verifier, tree tlog.Tree, hashes tlog.HashReader) {
	data, err := os.ReadFile(name)
	if err != nil {
		fatal("%v", err)
	}
	old, err := openCheckpoint(data, verifier)
	if err != nil {
		fatal("%s: %v", name, err)
	}
	if old.N > tree.N {
		fatal("%s: size %d is over the newest %d", name, old.N, tree.N)
	}
	root, err := tlog.TreeHash(old.N, hashes)
	if err != nil {
		fatal("%s: %v", name, err)
	}
	if !bytes.Equal(root[:], old.Hash[:]) {
		fatal("%s: the log of today has another root at size %d", name, old.N)
	}
}

func main() {
	var old files
	proofs := flag.String("proofs", "", "folder of .tlog-proof files")
	flag.Var(&old, "old", "an older checkpoint that must be a prefix")
	flag.Parse()
	if flag.NArg() != 2 {
		fatal("usage: verify-record [-proofs <dir>] [-old <checkpoint>]... <record dir> <vkey>")
	}
	dir := folder(flag.Arg(0))
	verifier, err := note.NewVerifier(flag.Arg(1))
	if err != nil {
		fatal("vkey: %v", err)
	}
	data, err := os.ReadFile(filepath.Join(string(dir), "checkpoint"))
	if err != nil {
		fatal("%v", err)
	}
	tree, err := openCheckpoint(data, verifier)
	if err != nil {
		fatal("checkpoint: %v", err)
	}
	built, leaves := buildTree(dir, tree.N)
	if tree.N == 0 { // x/mod of 2022 has no hash for the empty tree
		if tree.Hash != sha256.Sum256(nil) {
			fatal("size 0 with root %v", tree.Hash)
		}
		fmt.Println("ok: size 0")
		return
	}
	if root, err := tlog.TreeHash(tree.N, built); err != nil || root != tree.Hash {
		fatal("the entries lead to root %v, the checkpoint says %v (%v)", root, tree.Hash, err)
	}
	tiles := checkTiles(dir, tree.N, built)
	hashes := tlog.TileHashReader(tree, dir)
	included, consistent := checkProofs(tree, leaves, hashes)
	files := 0
	if *proofs != "" {
		files = checkProofFiles(*proofs, verifier, leaves)
	}
	for _, name := range old {
		checkOld(name, verifier, tree, hashes)
	}
	fmt.Printf("ok: size %d, root %v, %d tiles, %d inclusion and %d consistency proofs, "+
		"%d proof files, %d older checkpoints\n",
		tree.N, tree.Hash, tiles, included, consistent, files, len(old))
}
