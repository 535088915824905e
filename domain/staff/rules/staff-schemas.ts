import { z } from 'zod'
import { staffRoles } from '#db/schema/access-codes.ts'
import { clearanceKinds } from '#db/schema/staff-codes.ts'
import { safeReturnPath } from '#domain/access/return-path.ts'
import { codeSchema, emailSchema, fullNameSchema, localeSchema } from '#domain/people/rules/person-schemas.ts'
import { passwordFault } from './password-rules.ts'

// Messages are codes, given words at the edge.

export const returnToSchema = z
  .string()
  .optional()
  .transform((path) => safeReturnPath(path))

export const staffSignInSchema = z.object({
  email: emailSchema,
  password: z.string().min(1, 'required').max(1000, 'too-long'),
})
export const staffSignInInput = staffSignInSchema.extend({ returnTo: returnToSchema })
export type StaffSignInInput = z.infer<typeof staffSignInInput>

export const stepUpInput = codeSchema.extend({ returnTo: returnToSchema })

/** The password as it was typed: spaces at its ends count. */
export const newPasswordSchema = z.object({
  password: z
    .string()
    .max(5000, 'too-long')
    .superRefine((password, given) => {
      const fault = passwordFault(password)
      if (fault) given.addIssue({ code: 'custom', message: fault })
    }),
})

/** One checkbox comes as a text, several as a list, none not at all. */
const rolesSchema = z
  .union([z.string(), z.array(z.string()).max(20)], 'none')
  .transform((given) => [...new Set([given].flat())])
  .pipe(z.array(z.enum(staffRoles, 'wrong')).min(1, 'none'))

export const inviteStaffSchema = z.object({
  email: emailSchema,
  fullName: fullNameSchema,
  locale: localeSchema,
  roles: rolesSchema,
})

export const staffIdSchema = z.object({ staffId: z.uuid() })
export const changeRolesSchema = staffIdSchema.extend({ roles: rolesSchema })

export const deciders = ['two', 'one'] as const
export const secondPersonFormSchema = z.strictObject({ deciders: z.enum(deciders, 'wrong') })

/** No address: the limits of everybody. */
export const clearLimitsSchema = z.strictObject({
  email: z.union([
    z
      .string()
      .trim()
      .length(0)
      .transform(() => null),
    emailSchema,
  ]),
})

/** A field that may be left empty. */
const optional = <T>(schema: z.ZodType<T, string>) =>
  z.union([
    z
      .string()
      .trim()
      .length(0)
      .transform(() => null),
    schema,
  ])

/** What a member did and when. The document that shows it comes beside it, as a file. */
export const clearanceSchema = z
  .strictObject({
    ...staffIdSchema.shape,
    kind: z.enum(clearanceKinds, 'wrong'),
    doneOn: z.string().trim().min(1, 'required').pipe(z.iso.date('malformed')),
    /** The last day of an agreement that has an end. */
    endsOn: optional(z.string().trim().pipe(z.iso.date('malformed'))).default(null),
  })
  .refine(({ kind, endsOn }) => endsOn === null || kind === 'agreement', {
    path: ['endsOn'],
    error: 'training',
  })
  .refine(({ kind, doneOn, endsOn }) => endsOn === null || kind !== 'agreement' || endsOn >= doneOn, {
    path: ['endsOn'],
    error: 'before',
  })
export type ClearanceInput = z.infer<typeof clearanceSchema>

export const endClearanceSchema = z.strictObject({
  ...staffIdSchema.shape,
  kind: z.enum(clearanceKinds, 'wrong'),
})

export const sessionIdSchema = z.strictObject({ sessionId: z.string().regex(/^[0-9a-f]{64}$/) })
