import { createHash } from 'node:crypto'
import { signatureNamespace } from '#domain/fulfilment/package-content/package-manifest.ts'

/**
 * What `index.html` does by itself: it compares the files of a folder that the reader chooses with their checksums, and checks the
 * signature of these. A page that is opened from a disk may read no file but what is chosen. Older browsers do not know Ed25519.
 */
export const packageScript = `
const box = document.getElementById('self-check')
const say = (key, names = []) => {
  const line = document.createElement('p')
  line.textContent = JSON.parse(box.dataset.texts)[key] + (names.length > 0 ? ' ' + names.join('; ') : '')
  line.className = key
  box.querySelector('output').append(line)
}
const bytesOf = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
const plain = (text) => new TextEncoder().encode(text)
const joined = (parts) => new Blob(parts).arrayBuffer().then((buffer) => new Uint8Array(buffer))
const field = (bytes) => {
  const length = new DataView(new ArrayBuffer(4))
  length.setUint32(0, bytes.length)
  return [length.buffer, bytes]
}
const digest = async (name, bytes) => new Uint8Array(await crypto.subtle.digest(name, bytes))
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

async function isSigned(sums, signature) {
  const blob = bytesOf(signature.replace(/-----[^-]*-----|\\s/g, ''))
  const hash = await digest('SHA-512', sums)
  const parts = [plain('${signatureNamespace}'), plain(''), plain('sha512'), hash].flatMap(field)
  const key = await crypto.subtle.importKey('raw', bytesOf(box.dataset.key), 'Ed25519', false, ['verify'])
  return crypto.subtle.verify('Ed25519', key, blob.slice(-64), await joined([plain('SSHSIG'), ...parts]))
}

async function check(chosen) {
  const files = new Map(chosen.map((file) => [file.webkitRelativePath.replace(/^[^/]*\\//, '').normalize('NFC'), file]))
  const [sums, signature] = [files.get('SHA256SUMS'), files.get('SHA256SUMS.sig')]
  if (!sums || !signature) return say('noSums')
  const listed = new Uint8Array(await sums.arrayBuffer())
  const signed = await isSigned(listed, await signature.text()).catch(() => null)
  const [missing, changed] = [[], []]
  for (const line of new TextDecoder().decode(listed).trim().split('\\n')) {
    const [expected, path] = [line.slice(0, 64), line.slice(66)]
    const file = files.get(path.normalize('NFC'))
    if (!file) missing.push(path)
    else if (hex(await digest('SHA-256', await file.arrayBuffer())) !== expected) changed.push(path)
  }
  if (missing.length > 0) say('missing', missing)
  if (changed.length > 0) say('changed', changed)
  if (missing.length + changed.length === 0) say('same')
  say(signed === null ? 'cannot' : signed ? 'signed' : 'unsigned')
}

box.hidden = false
box.querySelector('input').addEventListener('change', async (event) => {
  box.querySelector('output').replaceChildren()
  await check([...event.target.files]).catch(() => say('failed'))
})
`

/** The only script that the page lets run. */
export const packageScriptHash = `sha256-${createHash('sha256').update(packageScript).digest('base64')}`
