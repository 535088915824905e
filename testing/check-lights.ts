import lights from '../domain/assurance/trust/red-lights.json' with { type: 'json' }
import { missingLights, readSeen } from './seen-lights.ts'

// The last part of the database tests: whether each evidence was made amber, if it can be, and red in this run. Given is the file of LIGHTS_SEEN_FILE.

const missing = missingLights(readSeen(process.argv[2] ?? ''), lights)
for (const line of missing) console.error(line)
process.exitCode = missing.length > 0 ? 1 : 0
