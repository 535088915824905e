import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import type { Locale } from '#i18n/locales.ts'
import { confirmPath } from '../session/staff-context.ts'

type Place = { locale: Locale; page: string }

/** The file that staff download; without a recent code a redirect to the page that asks for one, and then back to `page`. */
export async function fileOrConfirm(
  { locale, page }: Place,
  makeFile: () => Promise<Response>,
): Promise<Response> {
  try {
    return await makeFile()
  } catch (error) {
    if (!(error instanceof SudoNeeded)) throw error
    return new Response(null, { status: 303, headers: { location: confirmPath(locale, page) } })
  }
}
