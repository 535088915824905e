import type { ComponentProps } from 'react'
import { TextField } from './text-field.tsx'

/** An address of the person's own: browsers offer it, and do not correct its spelling. */
export const EmailField = (field: ComponentProps<typeof TextField>) => (
  <TextField {...field} type="email" autoComplete="email" spellCheck={false} />
)
