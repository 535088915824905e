/** Why a row was rejected, in words for the operator. */
const reasons: Record<string, string> = {
  'not-utf8': 'the row is not UTF-8: export the file as UTF-8',
  'stray-quote': 'text stands after a closing quote: a quote within a cell is written twice',
  'open-quote': 'a quote is opened and never closed: nothing after it could be read',
  'number-of-cells': 'the row has more or fewer cells than the header',
  'too-long': 'longer than this field can be',
  'too-long-200': 'longer than 200 characters',
  empty: 'must not be empty',
  malformed: 'cannot be read as what this column holds',
  'looks-like-email': 'looks like an email address: an id must not name the person, since it appears in logs',
  'looks-like-iin':
    'twelve digits look like an ИИН: an id must not name the person, since it appears in logs',
  'looks-like-phone': 'looks like a phone number: an id must not name the person, since it appears in logs',
  'other-alphabet': 'a letter before the @ is not Latin, though it may look like it',
  domain: 'the part after the @ is no domain',
  wrong: 'not one of the values that this column knows',
  'unknown-language': 'must be kk, ru or en',
  'unknown-decision': 'must be granted, withdrawn or empty',
  'no-date': 'a choice without the date on which it was made',
  'in-the-future': 'this moment has not come yet',
  'no-words': 'the words that the person agreed to are missing in this language',
  'repeated-id': 'this id stood in an earlier row',
  'address-taken': 'another person has this address, in an earlier row or in the portal',
  'key-gone': 'the data of this person was destroyed and cannot be brought back',
}

export const reasonFor = (code: string) => reasons[code] ?? code
