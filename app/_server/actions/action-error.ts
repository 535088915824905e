/** Why an action did nothing: a code with a text in `errors`, shown beside `field`, else for the whole form. */
export type ActionError = { status: 'refused'; code: string; field?: string | undefined }

export const actionError = (code: string, field?: string): ActionError => ({ status: 'refused', code, field })

export const isError = (result: object): result is ActionError =>
  'status' in result && result.status === 'refused'
