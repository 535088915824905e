import { Refusal } from './refusal.mjs'

/**
 * Makes a database and the roles that may connect to it, none of them a superuser, and sets their passwords.
 * Safe to repeat.
 * @param {string} superUrl
 * @param {{ database: string, owner: string, passwords: Record<string, string> }} wanted roles with their passwords,
 *   the owner among them; names are our own words and passwords base64url, so neither needs quoting
 */
export async function provision(superUrl, { database, owner, passwords }) {
  // Installed by now, which it is not when this file is loaded.
  const { default: postgres } = await import('postgres')
  const sql = postgres(superUrl, { max: 1, onnotice: () => {}, fetch_types: false, connect_timeout: 30 })
  try {
    const roles = new Set((await sql`SELECT rolname FROM pg_roles`).map((row) => row.rolname))
    for (const [role, password] of Object.entries(passwords)) {
      const verb = roles.has(role) ? 'ALTER' : 'CREATE'
      const limits = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS'
      await sql.unsafe(`${verb} ROLE ${role} ${limits} PASSWORD '${password}'`)
    }
    const [found] = await sql`SELECT 1 FROM pg_database WHERE datname = ${database}`
    if (!found) await sql.unsafe(`CREATE DATABASE ${database} OWNER ${owner}`)
    // Of the server's other databases too: PostgreSQL lets every role connect to them.
    const others = await sql`SELECT datname FROM pg_database WHERE datallowconn`
    for (const { datname } of others) await sql`REVOKE ALL ON DATABASE ${sql(datname)} FROM PUBLIC`
    await sql.unsafe(`GRANT CONNECT ON DATABASE ${database} TO ${Object.keys(passwords).join(', ')}`)
  } catch (error) {
    if (error.code !== '28P01') throw error
    throw new Refusal(
      'The passwords in PORTAL_KEYS_DIR do not open the database in PORTAL_DATA_DIR: these two belong together.',
    )
  } finally {
    await sql.end({ timeout: 5 })
  }
}
