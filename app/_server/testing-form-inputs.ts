// For tests: what each action's form sends when it is filled in rightly, but about nobody and nothing that exists.

const nothing = '0198c5f0-0000-7000-8000-000000000000'
const reference = 'CX-0000-00'
const token = 'A'.repeat(43)
const wordsSha256 = '0'.repeat(64)
const words = 'Сөз'

/** By the action's name, as `entrances` has it. */
export const formInputs: Readonly<Record<string, Record<string, string>>> = {
  answerBrowserSignal: { answer: 'off', page: '/my', policyVersion: '1', idempotencyKey: nothing },
  answerWelcome: { answer: 'later' },
  askForCode: { reference, email: 'nobody@example.test' },
  askToSignIn: { email: 'nobody@example.test' },
  assign: { reference, to: '' },
  cancelChange: {},
  cancelRequest: { reference },
  changeChoice: {
    ...{ purpose: 'analytics', decision: 'withdrawn', origin: 'choices', idempotencyKey: nothing },
    ...{ policyVersion: '1', basedOnSeq: '0', wordsSha256 },
  },
  changeEmail: { email: 'nobody@example.test' },
  checkReceipt: { receipt: '{}' },
  closeHere: { reference },
  confirmChange: { token },
  confirmWithCode: { code: '000000' },
  decideEnding: {
    ...{ purpose: 'analytics', decision: 'withdrawn', from: 'my', idempotencyKey: nothing },
    ...{ policyVersion: '1', basedOnSeq: '0', wordsSha256 },
  },
  disable: { staffId: nothing },
  enable: { staffId: nothing },
  fileAsVisitor: {
    ...{ right: 'objection', fullName: 'Ешкім', email: 'nobody@example.test', message: '', locale: 'kk' },
  },
  record: {
    ...{ kind: 'objection', idempotencyKey: nothing, channel: 'phone', person: 'nobody', locale: 'kk' },
    ...{ receivedOn: '2026-01-05', proved: 'no' },
  },
  fileOwn: { right: 'objection', idempotencyKey: nothing },
  giveCode: { code: '000000' },
  givePassword: { email: 'nobody@example.test', password: 'ешкім' },
  invite: { email: 'not-yet@example.test', fullName: 'Ешкім', locale: 'kk', roles: 'auditor' },
  muteTopic: { topic: 'new-materials', policyVersion: '1', idempotencyKey: nothing },
  note: { reference, note: words, noteId: nothing },
  openByCode: { code: '000000' },
  openByLink: { token },
  proveAuthenticator: { code: '000000', token },
  proveByCode: { code: '000000' },
  proveByLink: { token },
  reset: { staffId: nothing },
  reveal: { reference, reason: 'answer' },
  saveDay: { date: '2040-05-05', kind: 'as-week', source: words, state: 'official' },
  saveProfile: { fullName: 'Ешкім', phone: '', locale: 'ru' },
  search: { search: reference },
  setClearance: { staffId: nothing, ndaSignedOn: '', trainingDoneOn: '' },
  setDeciders: { deciders: 'two' },
  setPassword: { password: 'қызыл алма, жасыл шай', token },
  setRoles: { staffId: nothing, roles: 'auditor' },
  signInThroughPlatform: {},
  signInWithCode: { code: '000000' },
  signInWithLink: { token },
  signOut: {},
  signOutStaff: {},
  stopByLink: { token },
  undoByLink: { token, wordsSha256, basedOnSeq: '1', policyVersion: '1', idempotencyKey: nothing },
  unsubscribeByLink: { token },
  takeStep: { step: 'take', reference },
  withdrawEverything: { policyVersion: '1', idempotencyKey: nothing },
  write: { reference, message: words, messageId: nothing },
  writeToUs: { reference, message: words, messageId: nothing },
}
