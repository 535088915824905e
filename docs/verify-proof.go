// Checks proofs of the audit log with Go's own packages: docs/security.md says how to run it.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	for _, file := range os.Args[2:] {
		if record, err := check(os.Args[1], file); err != nil {
			fmt.Println("REFUSED", file, err)
			defer os.Exit(1)
		} else {
			fmt.Println("accepted", file, record)
		}
	}
}

func check(key, file string) (string, error) {
	text, err := os.ReadFile(file)
	verifier, keyErr := note.NewVerifier(strings.TrimSpace(key))
	proof, checkpoint, _ := strings.Cut(string(text), "\n\n")
	lines := strings.Split(proof, "\n")
	if err != nil || keyErr != nil || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return "", fmt.Errorf("not a proof and a key: %v %v", err, keyErr)
	}
	signed, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	if err != nil {
		return "", err
	}
	head := strings.Split(signed.Text, "\n")
	size, _ := strconv.ParseInt(head[1], 10, 64)
	root, _ := tlog.ParseHash(head[2])
	entry, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	index, _ := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	var path tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return "", err
		}
		path = append(path, hash)
	}
	if err := tlog.CheckRecord(path, size, root, index, tlog.RecordHash(entry)); err != nil || head[0] != verifier.Name() {
		return "", fmt.Errorf("not in %s: %v", head[0], err)
	}
	return string(entry[16:]), nil
}
