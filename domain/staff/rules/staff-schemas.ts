import { z } from 'zod'
import { staffRoles } from '#db/schema/access-codes.ts'
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

const daySchema = z
  .string()
  .trim()
  .pipe(z.union([z.literal('').transform(() => null), z.iso.date('malformed')], 'malformed'))

export const clearanceSchema = z.object({ ndaSignedOn: daySchema, trainingDoneOn: daySchema })

export const sessionIdSchema = z.strictObject({ sessionId: z.string().regex(/^[0-9a-f]{64}$/) })
