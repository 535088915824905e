// Checks the log of an audit kit with Go's own packages: the README of the kit says how to run it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// tiles are the files of log/tile: 256 hashes each.
type tiles string

func (folder tiles) Height() int                     { return 8 }
func (folder tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (folder tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(wanted))
	for i, tile := range wanted {
		bytes, err := os.ReadFile(filepath.Join(string(folder), strings.TrimPrefix(tile.Path(), "tile/8/")))
		if err != nil {
			return nil, err
		}
		read[i] = bytes
	}
	return read, nil
}

type entry struct {
	Index  int64
	Salt   []byte
	Record string
}

func main() {
	if len(os.Args) != 3 {
		fail("usage: verify-log.go KEYS FOLDER", nil)
	}
	keys, folder := os.Args[1], os.Args[2]
	verifiers := readVerifiers(keys)
	tree := openCheckpoint(filepath.Join(folder, "log", "checkpoint"), verifiers)
	reader := tlog.TileHashReader(tree, tiles(filepath.Join(folder, "log", "tile")))
	files, err := filepath.Glob(filepath.Join(folder, "log", "*.jsonl"))
	if err != nil || len(files) == 0 {
		fail("no entries", err)
	}
	entries := 0
	for _, file := range files {
		entries += checkEntries(file, reader)
	}
	drawn := filepath.Join(folder, "sample", "checkpoint.txt")
	if _, err := os.Stat(drawn); err == nil {
		before := openCheckpoint(drawn, verifiers)
		if hash, err := tlog.TreeHash(before.N, reader); err != nil || hash != before.Hash || before.N > tree.N {
			fail("the checkpoint of the sample is not one of this log", err)
		}
	}
	fmt.Printf("accepted: %d entries of a log with %d records\n", entries, tree.N)
}

func checkEntries(file string, reader tlog.HashReader) int {
	opened, err := os.Open(file)
	if err != nil {
		fail(file, err)
	}
	defer opened.Close()
	lines := bufio.NewScanner(opened)
	lines.Buffer(nil, 1<<24)
	entries := 0
	var waiting []entry
	check := func() {
		indexes := make([]int64, len(waiting))
		for i, one := range waiting {
			indexes[i] = tlog.StoredHashIndex(0, one.Index)
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			fail(file, err)
		}
		for i, one := range waiting {
			if hashes[i] != tlog.RecordHash(append(one.Salt, one.Record...)) {
				fail(fmt.Sprintf("record %d is not the one that was sealed", one.Index), nil)
			}
		}
		entries += len(waiting)
		waiting = nil
	}
	for lines.Scan() {
		var one entry
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			fail(file, err)
		}
		if waiting = append(waiting, one); len(waiting) == 4096 {
			check()
		}
	}
	if err := lines.Err(); err != nil {
		fail(file, err)
	}
	if len(waiting) > 0 {
		check()
	}
	return entries
}

func readVerifiers(file string) note.Verifiers {
	text, err := os.ReadFile(file)
	if err != nil {
		fail(file, err)
	}
	var list []note.Verifier
	for _, line := range strings.Fields(string(text)) {
		verifier, err := note.NewVerifier(line)
		if err != nil {
			fail(file, err)
		}
		list = append(list, verifier)
	}
	return note.VerifierList(list...)
}

func openCheckpoint(file string, verifiers note.Verifiers) tlog.Tree {
	text, err := os.ReadFile(file)
	if err != nil {
		fail(file, err)
	}
	signed, err := note.Open(text, verifiers)
	if err != nil {
		fail(file, err)
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || signed.Sigs[0].Name != lines[0] {
		fail(file+" is not a checkpoint", nil)
	}
	size, sizeErr := strconv.ParseInt(lines[1], 10, 64)
	hash, hashErr := tlog.ParseHash(lines[2])
	if sizeErr != nil || hashErr != nil {
		fail(file+" is not a checkpoint", nil)
	}
	return tlog.Tree{N: size, Hash: hash}
}

func fail(what string, err error) {
	if err != nil {
		fmt.Println("REFUSED", what, err)
	} else {
		fmt.Println("REFUSED", what)
	}
	os.Exit(1)
}
