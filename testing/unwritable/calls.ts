import { assuranceCalls } from './assurance.ts'
import { consentCalls } from './consent.ts'
import { type Copies, changeCalls, erasureCalls, usageCalls } from './fulfilment.ts'
import { incidentCalls, laterIncidentCalls } from './incidents.ts'
import { integrationCalls } from './integrations.ts'
import { minorCalls } from './minors.ts'
import { operationCalls } from './operations.ts'
import { packageCalls } from './packages.ts'
import { peopleCalls } from './people.ts'
import { policyCalls } from './policy.ts'
import { requestCalls } from './requests.ts'
import { laterStaffCalls, staffCalls } from './staff.ts'
import { staffSignInCalls } from './staff-sign-in.ts'
import { laterVisitorCalls, visitorCalls } from './visitors.ts'
import type { Calls } from './world.ts'

/** In the order in which they are tried: the last ones let months pass. */
export const callsByNoun: Readonly<Record<string, Calls>> = {
  incidents: incidentCalls,
  integrations: integrationCalls,
  visitors: visitorCalls,
  people: peopleCalls,
  policy: policyCalls,
  'signing in of staff': staffSignInCalls,
  staff: staffCalls,
  operations: operationCalls,
  assurance: assuranceCalls,
  minors: minorCalls,
  requests: requestCalls,
  'incidents, later': laterIncidentCalls,
  'visitors, later': laterVisitorCalls,
  consent: consentCalls,
  'staff, later': laterStaffCalls,
}

/** Over a portal beside a learning platform. */
export const fulfilmentCalls: Readonly<Record<string, Calls<Copies>>> = {
  erasures: erasureCalls,
  changes: changeCalls,
  usage: usageCalls,
  'copies of data': packageCalls,
}
