export type PasswordFault = 'too-short' | 'too-long' | 'malformed' | 'common' | 'about-you'

export const PASSWORD_MIN = 12
export const PASSWORD_MAX = 256

// The commonest that are long enough to be chosen here, by words in Latin and Cyrillic and by rows of keys.
const COMMON = new Set(
  `passwordpassword password12345 password123456 mypassword123 administrator administrator1 adminadminadmin
  admin12345678 changemeplease letmeinletmein letmein123456 welcome123456 welcomewelcome iloveyou12345 iloveyouforever
  qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwerty123456 qwerty1234567 qwertyqwerty qwertyuiopas qwertyuiopasdf
  qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm asdfghjkl123 asdfghjklzxcvbnm zxcvbnm12345 zxcvbnmasdfghjkl
  1qaz2wsx3edc 1qaz2wsx3edc4rfv qazwsxedcrfv qazwsxedcrfvtgb zaq12wsxcde3 1q2w3e4r5t6y 1q2w3e4r5t6y7u8i q1w2e3r4t5y6
  a1b2c3d4e5f6 abc123abc123 abcd12345678 abcdefg12345 1234567890qwerty 12345qwerty12 123456qwerty 123qweasdzxc
  123qwe123qwe qweasdzxc123 qweasdzxcrfv 123456789abc 111222333444 112233445566 123123123123 123321123321 987654321012
  correcthorsebatterystaple footballfootball dragondragon monkeymonkey sunshine1234 princess1234 superman1234
  cloudexlearning cloudexcloudex privacyportal
  йцукенгшщзхъ йцукенгшщзхъфыва йцукен123456 йцукенйцукен фывапролджэ1 фывапролджэя ячсмитьбюфыв парольпароль
  пароль123456 мойпароль123 привет123456 приветпривет қазақстан123 казахстан123 құпиясөз1234 құпиясөзқұпиясөз`.split(
    /\s+/,
  ),
)

/**
 * Why a password cannot be taken, or null. Length and commonness only, no rules of composition (NIST SP 800-63B 3.1.1.2,
 * ASVS 6.2.1, 6.2.4, 6.2.5). `email` as `parseEmailAddress` spells it.
 */
export function passwordFault(password: string, email?: string): PasswordFault | null {
  if (!password.isWellFormed()) return 'malformed'
  const length = [...password.normalize('NFKC')].length
  if (length < PASSWORD_MIN) return 'too-short'
  if (length > PASSWORD_MAX || password.length > 1000) return 'too-long'
  const plain = password.normalize('NFKC').toLowerCase()
  if (isCommon(plain)) return 'common'
  if (email !== undefined && isMadeOf(plain, email)) return 'about-you'
  return null
}

function isCommon(plain: string): boolean {
  const core = plain.replace(/[\s\p{P}\p{S}]+/gu, '')
  return COMMON.has(plain) || COMMON.has(core) || isRepeated(plain) || isRun(plain)
}

/** One short piece over and over. */
const isRepeated = (plain: string) => /^(.{1,6}?)\1+.{0,5}$/su.test(plain) && new Set(plain).size <= 6

/** Each character the next after the one before, up or down: 123456789012, abcdefghijkl. */
function isRun(plain: string): boolean {
  const codes = [...plain].map((char) => char.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, at) => code - (codes[at] ?? 0))
  const along = (by: number) => steps.filter((step) => step === by).length >= steps.length - 2
  return along(1) || along(-1)
}

/** The address itself, or its name with little around it. */
function isMadeOf(plain: string, email: string): boolean {
  const [name = ''] = email.split('@')
  const rest = plain.replaceAll(email, '')
  return rest.length < 8 || (name.length >= 4 && rest.replaceAll(name, '').length < 8)
}
