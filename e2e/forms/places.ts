import type { Place } from './place.ts'
import { personPlaces } from './places-of-people.ts'
import { staffPlaces } from './places-of-staff.ts'

/** Every page with a form; `form-places.test.ts` compares it with the files. */
export const places: readonly Place[] = [...personPlaces, ...staffPlaces]
