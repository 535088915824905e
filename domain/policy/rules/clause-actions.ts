import type { ClauseId, Right } from './clauses.ts'

/** What a clause lets its reader do. The name is also the key of its words. */
export type ClauseAction =
  | { name: 'profile' | 'contact'; to: 'profile' | 'contact' }
  | { name: 'choose'; to: 'choices'; choice: string }
  | { name: Right; to: 'request'; right: Right }

const choose = (choice: string): ClauseAction => ({ name: 'choose', to: 'choices', choice })
const use = (right: Right): ClauseAction => ({ name: right, to: 'request', right })

/**
 * The registry that binds each clause to the action it offers. Clauses about protection have no action; they have
 * evidence.
 */
export const clauseActions: Record<ClauseId, readonly ClauseAction[]> = {
  'data.registration': [{ name: 'profile', to: 'profile' }],
  'data.learning': [choose('personalisation')],
  'data.technical': [choose('improvement')],
  'purposes.service': [use('withdrawal')],
  'purposes.improvement': [choose('improvement')],
  'purposes.communication': [choose('communication')],
  'purposes.support': [{ name: 'contact', to: 'contact' }],
  'purposes.security': [],
  'purposes.analytics': [choose('analytics')],
  'rights.access': [use('access')],
  'rights.rectification': [{ name: 'profile', to: 'profile' }, use('rectification')],
  'rights.erasure': [use('erasure')],
  'rights.restriction': [use('restriction')],
  'rights.portability': [use('portability')],
  'rights.withdrawal': [choose('all'), use('withdrawal')],
  'security.encryption': [],
  'security.access-control': [],
  'security.audits': [],
  'security.backups': [],
  'security.training': [],
}

/** What the clauses offer that the proposed second version adds; other new clauses offer nothing. */
export const proposedClauseActions: Readonly<Record<string, readonly ClauseAction[]>> = {
  'purposes.consent': [choose('all')],
  'rights.objection': [use('objection')],
  'operator.identity': [{ name: 'contact', to: 'contact' }],
}

/** Where the law says more than a clause of version 1: a note beside it, outside the hashed text (Art. 25(2)(9), 8(2) of Law 94-V). */
export const clauseNotes: Partial<Record<ClauseId, 'access' | 'withdrawal'>> = {
  'rights.access': 'access',
  'rights.withdrawal': 'withdrawal',
}

export type ClauseNote = NonNullable<(typeof clauseNotes)[ClauseId]>

/** The address of an action, below the language. */
export function actionPath(action: ClauseAction): string {
  switch (action.to) {
    case 'profile':
      return '/my/profile'
    case 'contact':
      return '/contact'
    case 'choices':
      return action.choice === 'all' ? '/my/choices' : `/my/choices#${action.choice}`
    case 'request':
      return `/requests/new/${action.right}/form`
  }
}
