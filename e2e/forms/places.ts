import type { Place } from './place.ts'
import { incidentPlaces } from './places-of-incidents.ts'
import { integrationPlaces } from './places-of-integrations.ts'
import { ownDataPlaces } from './places-of-own-data.ts'
import { personPlaces } from './places-of-people.ts'
import { registerPlaces } from './places-of-registers.ts'
import { staffPlaces } from './places-of-staff.ts'

/** Every page with a form; `form-places.test.ts` compares it with the files. */
export const places: readonly Place[] = [
  ...personPlaces,
  ...ownDataPlaces,
  ...staffPlaces,
  ...incidentPlaces,
  ...integrationPlaces,
  ...registerPlaces,
]
