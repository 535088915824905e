import type { UnsentFields } from './unsent-store.ts'

type Control = HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement

const typedInto: readonly string[] = ['text', 'email', 'tel', 'search', 'url', 'date', 'radio']
const secret = /one-time-code|password/

/** The fields of a form that the tab keeps. Never a password, a code, a file or a hidden field. */
export const typedControls = (form: HTMLFormElement): Control[] =>
  [...form.elements].filter((element): element is Control => {
    if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement)
      return element.name !== ''
    if (!(element instanceof HTMLInputElement) || element.name === '') return false
    return typedInto.includes(element.type) && !secret.test(element.autocomplete)
  })

const isRadio = (control: Control) => control instanceof HTMLInputElement && control.type === 'radio'

/** The value of each field, as the page came; of radio buttons the chosen one. */
export function initialFields(form: HTMLFormElement): UnsentFields {
  const fields: UnsentFields = {}
  for (const control of typedControls(form)) {
    if (control instanceof HTMLSelectElement) {
      const chosen = [...control.options].find((option) => option.defaultSelected) ?? control.options[0]
      fields[control.name] = chosen?.value ?? ''
    } else if (!isRadio(control)) fields[control.name] = control.defaultValue
    else if (control instanceof HTMLInputElement && control.defaultChecked)
      fields[control.name] = control.value
  }
  return fields
}

/** The fields that differ from `initial`. */
export function changedFields(form: HTMLFormElement, initial: UnsentFields): UnsentFields {
  const fields: UnsentFields = {}
  for (const control of typedControls(form)) {
    if (isRadio(control) && !(control as HTMLInputElement).checked) continue
    if (control.value !== (initial[control.name] ?? '')) fields[control.name] = control.value
  }
  return fields
}

/** Puts values into a form as if they were typed, so that its own script sees them. */
export function putFields(form: HTMLFormElement, fields: UnsentFields): void {
  for (const control of typedControls(form)) {
    const value = fields[control.name]
    if (value === undefined) continue
    if (isRadio(control)) {
      if (control.value === value && !(control as HTMLInputElement).checked) control.click()
      continue
    }
    // The prototype's setter: React puts one of its own on each field, to tell its changes from the person's.
    const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value')?.set
    setter?.call(control, value)
    control.dispatchEvent(new Event('input', { bubbles: true }))
    if (control instanceof HTMLSelectElement) control.dispatchEvent(new Event('change', { bubbles: true }))
  }
}
