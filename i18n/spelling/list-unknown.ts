// Prints words that neither a dictionary nor a list knows, with their places: fix the text, or add the word to
// <locale>.txt. With a language (`list-unknown.ts kk`) it prints bare words, to append once checked: node
// i18n/spelling/list-unknown.ts kk >> i18n/spelling/kk.txt && LC_ALL=C sort -u -o i18n/spelling/kk.txt{,}
import { compareSpelling, whyNotChecked } from './hunspell.ts'
import { collectWords, spellingLocales } from './words.ts'

const only = process.argv[2]
const collected = collectWords()

for (const locale of spellingLocales) {
  if (only && only !== locale) continue
  const reason = whyNotChecked(locale)
  if (reason) {
    console.error(`${locale}: not checked, ${reason}`)
    continue
  }
  const { unknown, unused } = compareSpelling(locale, collected[locale])
  if (only) {
    for (const word of unknown) console.log(word)
    continue
  }
  const places = new Map([...collected[locale]].map(([word, place]) => [word.toLowerCase(), place]))
  console.log(`${locale}: ${unknown.length} unknown, ${unused.length} kept but unused`)
  for (const word of unknown) console.log(`  ${word}  ${places.get(word) ?? ''}`)
  for (const word of unused) console.log(`  - ${word}`)
}
