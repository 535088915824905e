/** Longest text of an incident and of a notice, in UTF-16 units. */
export const TEXT_MAX = 4000
