// A witness of the audit log, for a computer that is not the portal's: docs/witness.md says how to run it. It cosigns a
// checkpoint (C2SP tlog-cosignature) only if the log continues what this witness saw before.
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const usage = `usage: witness.go new NAME KEYFILE              makes a key, prints what the portal is told of it
       witness.go cosign URL LOGKEY KEYFILE SEEN   cosigns the newest checkpoint; SEEN: a file with the last one
       witness.go verify LOGKEY WITNESSKEY < FILE  checks a checkpoint with a cosignature`

func main() {
	switch args := os.Args[1:]; {
	case len(args) == 3 && args[0] == "new":
		newKey(args[1], args[2])
	case len(args) == 5 && args[0] == "cosign":
		cosign(strings.TrimSuffix(args[1], "/"), args[2], args[3], args[4])
	case len(args) == 3 && args[0] == "verify":
		text, err := io.ReadAll(os.Stdin)
		check(err)
		log, err := note.NewVerifier(strings.TrimSpace(args[1]))
		check(err)
		witness, err := readWitness(args[2])
		check(err)
		opened, err := note.Open(text, note.VerifierList(log, witness))
		check(err)
		if len(opened.Sigs) != 2 {
			refuse("it does not have both signatures")
		}
		fmt.Print("accepted\n", opened.Text)
	default:
		refuse(usage)
	}
}

// A cosigner is the key of a witness; private is nil where only the public half is known.
type cosigner struct {
	name    string
	public  ed25519.PublicKey
	private ed25519.PrivateKey
}

func (key cosigner) Name() string { return key.name }
func (key cosigner) KeyHash() uint32 {
	hash := sha256.Sum256(append([]byte(key.name+"\n\x04"), key.public...))
	return binary.BigEndian.Uint32(hash[:])
}
func (key cosigner) Sign(text []byte) ([]byte, error) {
	at := make([]byte, 8)
	binary.BigEndian.PutUint64(at, uint64(time.Now().Unix()))
	return append(at, ed25519.Sign(key.private, cosigned(at, text))...), nil
}
func (key cosigner) Verify(text, signature []byte) bool {
	return len(signature) == 8+ed25519.SignatureSize &&
		ed25519.Verify(key.public, cosigned(signature[:8], text), signature[8:])
}
func (key cosigner) String() string {
	public := base64.StdEncoding.EncodeToString(append([]byte{4}, key.public...))
	return fmt.Sprintf("%s+%08x+%s", key.name, key.KeyHash(), public)
}

func cosigned(at, text []byte) []byte {
	return []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(at), text))
}

func readWitness(text string) (cosigner, error) {
	parts := strings.SplitN(strings.TrimSpace(text), "+", 3)
	if len(parts) == 3 {
		bytes, err := base64.StdEncoding.DecodeString(parts[2])
		if err == nil && len(bytes) == 1+ed25519.PublicKeySize && bytes[0] == 4 {
			key := cosigner{name: parts[0], public: bytes[1:]}
			if key.String() == strings.TrimSpace(text) {
				return key, nil
			}
		}
	}
	return cosigner{}, fmt.Errorf("not the key of a witness: %s", text)
}

// The file has the private key as sumdb/note writes it.
func newKey(name, file string) {
	private, _, err := note.GenerateKey(rand.Reader, name)
	check(err)
	opened, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	check(err)
	_, err = opened.WriteString(private + "\n")
	check(err)
	check(opened.Close())
	fmt.Println(readKey(file))
}

func readKey(file string) cosigner {
	text, err := os.ReadFile(file)
	check(err)
	parts := strings.SplitN(strings.TrimSpace(string(text)), "+", 5)
	if len(parts) != 5 {
		refuse(file + " is not a private key")
	}
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	check(err)
	if len(seed) != 1+ed25519.SeedSize {
		refuse(file + " is not a private key")
	}
	private := ed25519.NewKeyFromSeed(seed[1:])
	return cosigner{parts[2], private.Public().(ed25519.PublicKey), private}
}

func cosign(url, logKey, keyFile, seenFile string) {
	log, err := note.NewVerifier(strings.TrimSpace(logKey))
	check(err)
	key := readKey(keyFile)
	signed, err := note.Open(get(url+"/audit/checkpoint"), note.VerifierList(log))
	check(err)
	tree := readTree(signed.Text, log.Name())
	seen := readSeen(seenFile)
	if tree.N < seen.N {
		refuse(fmt.Sprintf("the log had %d records and now has %d", seen.N, tree.N))
	}
	if seen.N > 0 {
		hash, err := tlog.TreeHash(seen.N, tlog.TileHashReader(tree, tiles(url)))
		check(err)
		if hash != seen.Hash {
			refuse(fmt.Sprintf("the first %d records are not those that were there before", seen.N))
		}
	}
	// First what was seen, then the signature: two histories are never signed.
	check(os.WriteFile(seenFile+".new", []byte(signed.Text), 0o600))
	check(os.Rename(seenFile+".new", seenFile))
	cosigned, err := note.Sign(&note.Note{Text: signed.Text, Sigs: signed.Sigs}, key)
	check(err)
	answer, err := http.Post(url+"/audit/cosignatures", "text/plain; charset=utf-8", strings.NewReader(string(cosigned)))
	check(err)
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		refuse("the portal did not take the cosignature: " + answer.Status)
	}
	fmt.Printf("cosigned %d records\n", tree.N)
}

// tiles are fetched from the portal; the reader checks them against the checkpoint.
type tiles string

func (url tiles) Height() int                     { return 8 }
func (url tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (url tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(wanted))
	for i, tile := range wanted {
		read[i] = get(string(url) + "/audit/tile/" + strings.TrimPrefix(tile.Path(), "tile/8/"))
	}
	return read, nil
}

func get(url string) []byte {
	answer, err := http.Get(url)
	check(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	check(err)
	if answer.StatusCode != http.StatusOK {
		refuse(url + ": " + answer.Status)
	}
	return body
}

func readSeen(file string) tlog.Tree {
	text, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return tlog.Tree{}
	}
	check(err)
	return readTree(string(text), "")
}

func readTree(text, origin string) tlog.Tree {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || origin != "" && lines[0] != origin {
		refuse("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	hash, err := tlog.ParseHash(lines[2])
	check(err)
	return tlog.Tree{N: size, Hash: hash}
}

func check(err error) {
	if err != nil {
		refuse(err.Error())
	}
}

func refuse(why string) {
	fmt.Println("REFUSED", why)
	os.Exit(1)
}
