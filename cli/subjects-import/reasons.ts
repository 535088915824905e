/** Why a row was rejected, or imported without a cell, in words for the operator. */
const reasons: Record<string, string> = {
  'not-utf8': 'the row is not UTF-8: export the file as UTF-8',
  'stray-quote': 'text stands after a closing quote: a quote within a cell is written twice',
  'open-quote': 'a quote is opened and never closed: nothing after it could be read',
  'number-of-cells': 'the row has more or fewer cells than the header has names',
  'too-long': 'longer than this field can be',
  'too-long-200': 'longer than 200 characters',
  empty: 'must not be empty',
  malformed: 'cannot be read as what this column holds',
  'looks-like-email': 'looks like an email address: an id must not name the person, since it appears in logs',
  'looks-like-iin':
    'twelve digits look like an ИИН: an id must not name the person, since it appears in logs',
  'looks-like-phone': 'looks like a phone number: an id must not name the person, since it appears in logs',
  'digits-lost': 'a spreadsheet has rounded this number: format the column as text and export it again',
  'letters-lost':
    'a question mark is in place of letters: Windows writes it for Kazakh letters; export as "CSV UTF-8"',
  'other-alphabet': 'a letter before the @ is not Latin, though it may look like it',
  domain: 'the part after the @ is no domain',
  wrong: 'not one of the values that this column knows',
  'unknown-language': 'the language must be kk, ru or en; without it nobody knows which text was agreed to',
  'unknown-decision': 'must be granted, withdrawn or empty',
  'no-date': 'a choice without the date on which it was made',
  'in-the-future': 'this moment has not come yet',
  'no-words': 'the words that the person agreed to are missing in this language',
  'repeated-id': 'this id stood in an earlier row',
  'address-taken':
    'another person has this address, in an earlier row or in the portal: imported without it, since an address signs one person in',
  'key-gone': 'the data of this person was destroyed and cannot be brought back',
  blocked: 'a decided request blocks the data of this person: nothing is changed until it is lifted',
}

export const reasonFor = (code: string) => reasons[code] ?? code
