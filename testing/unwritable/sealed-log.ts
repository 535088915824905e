import { testLog } from '../audit-log.ts'
import type { World } from './world.ts'

const logs = new WeakMap<World, ReturnType<typeof testLog>>()

/** The transparency log of the world, begun once, with all its records sealed. */
export async function sealedLog(world: World) {
  const opened = logs.get(world) ?? testLog(world.portal, world.logFolder)
  logs.set(world, opened)
  const log = await opened
  await log.seal()
  return log
}
