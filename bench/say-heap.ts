// Preloaded into the portal's server (`--import`). SIGUSR2: writes to file descriptor 3 what its heap holds after a collection.
import { writeSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
process.on('SIGUSR2', () => {
  collect()
  writeSync(3, `${process.memoryUsage().heapUsed}\n`)
})
