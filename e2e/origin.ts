/** Where the portal under test listens. */
export const origin = process.env.PORTAL_E2E_URL ?? 'http://localhost:3100'
