import { declareMinor } from '#domain/consent/representatives/declare-minor.ts'
import { endMinorities } from '#domain/people/minors/end-minorities.ts'
import { askRepresentative, noteAnswered } from '#domain/people/minors/name-representative.ts'
import { proveRepresentative } from '#domain/people/minors/prove-representative.ts'
import { endRepresentation } from '#domain/people/minors/represent.ts'
import { acceptRepresentationSchema, nameRepresentativeSchema } from '#domain/people/rules/person-schemas.ts'
import { newId } from '#platform/ids.ts'
import { addParent, birthdayOf, birthdayOfAdultIn, linkOfInvitation } from '../guardians.ts'
import type { Calls, World } from './world.ts'

async function represented(world: World, bornOn = birthdayOf(world.portal, '14-17')) {
  const { subjectId, own } = await world.person()
  return { child: { subjectId, own }, parent: await addParent(world.portal, { subjectId, ctx: own }, bornOn) }
}
const naming = ({ portal }: World) =>
  nameRepresentativeSchema.parse({
    bornOn: birthdayOf(portal, 'under-14'),
    email: `parent-${newId()}@example.kz`,
  })

export const minorCalls: Calls = {
  'domain/consent/representatives/declare-minor.ts#declareMinor': async (world) => {
    const { subjectId, own } = await world.person()
    const input = naming(world)
    return () => declareMinor(own, subjectId, input)
  },
  'domain/people/minors/name-representative.ts#askRepresentative': async (world) => {
    const { child } = await represented(world)
    return () => askRepresentative(child.own, child.subjectId, 'analytics')
  },
  'domain/people/minors/name-representative.ts#noteAnswered': async (world) => {
    const { child, parent } = await represented(world)
    await askRepresentative(child.own, child.subjectId, 'analytics')
    const { ctx } = await parent.acting()
    return () => noteAnswered(ctx, child.subjectId, ['analytics'])
  },
  'domain/people/minors/prove-representative.ts#proveRepresentative': async (world) => {
    const { subjectId, own } = await world.person()
    await declareMinor(own, subjectId, naming(world))
    const token = await linkOfInvitation(world.portal, subjectId)
    const answer = { token, fullName: 'Ата Ана', capacity: 'parent', confirmed: 'yes' }
    return () => proveRepresentative(world.portal.visitor, acceptRepresentationSchema.parse(answer))
  },
  'domain/people/minors/represent.ts#endRepresentation': async (world) => {
    const { child, parent } = await represented(world)
    return () => endRepresentation(child.own, child.subjectId, parent.representationId)
  },
  'domain/people/minors/end-minorities.ts#endMinorities': async (world) => {
    await represented(world, birthdayOfAdultIn(world.portal, 3))
    world.portal.passTime(3 * 86_400_000)
    return () => endMinorities(world.portal.system)
  },
}
