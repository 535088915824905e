import { expect, test } from 'vitest'
import { project } from '#testing/architecture/project.ts'

/** A receipt is pasted to be checked, not written. */
const notWritten = ['components/receipt/check-form.tsx']

test('every form with a text area keeps what is typed until it is sent', () => {
  const forms = [...project.files.values()].filter(
    ({ path, text }) => /^(app|components)\/.*\.tsx$/.test(path) && text.includes('<TextArea'),
  )
  expect(forms.length).toBeGreaterThan(6)
  const losing = forms.filter(({ text }) => !text.includes('<UnsentText')).map(({ path }) => path)
  expect(losing).toEqual(notWritten)
})
