import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { mailLast } from './mail-last.ts'
import { sampleAccounts } from './sample-accounts.ts'

/** Every command there is. */
export const commands: readonly Command[] = [doctor, mailLast, sampleAccounts]
