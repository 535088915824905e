// node verify-receipt.mjs RECEIPT.json KEYS   KEYS: https://…/.well-known/jwks.json, or a file with those keys
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

// RFC 8785: strings and numbers as JSON.stringify writes them, members ordered by UTF-16 code units.
const members = (value) =>
  Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${jcs(value[key])}`)
const jcs = (value) =>
  Array.isArray(value)
    ? `[${value.map(jcs)}]`
    : value !== null && typeof value === 'object'
      ? `{${members(value)}}`
      : JSON.stringify(value)
const sha256 = (value) => createHash('sha256').update(jcs(value)).digest('hex')
const [file, place] = process.argv.slice(2)
const given = JSON.parse(readFileSync(file, 'utf8'))
const { proof, ...receipt } = given.receipt ?? given
const { keys } = place.startsWith('http')
  ? await (await fetch(place)).json()
  : JSON.parse(readFileSync(place, 'utf8'))
const [header, , signature] = proof.jws.split('.')
const { alg, kid, typ } = JSON.parse(Buffer.from(header, 'base64url').toString())
const wanted = receipt.type === 'erasure-certificate' ? receipt.type : 'consent-receipt'
const key = keys.find((one) => one.kid === kid && alg === 'EdDSA' && typ === wanted)
const signed = Buffer.from(`${header}.${Buffer.from(jcs(receipt)).toString('base64url')}`)
const isSigned =
  key && verify(null, signed, createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url'))
const said = receipt.consent_record?.kazakhstan ?? {}
const isWhole =
  receipt.edition !== 2 ||
  (sha256(said.consent_text) === said.text_sha256 && sha256(said.operator) === said.operator_sha256)
console.log(isSigned ? (isWhole ? 'genuine' : 'signed, but a hash is wrong') : 'NOT signed by these keys')
process.exitCode = isSigned && isWhole ? 0 : 1
