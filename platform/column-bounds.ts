/** The largest number that an `integer` column of PostgreSQL can hold. */
export const INTEGER_MAX = 2_147_483_647
