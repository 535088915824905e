/** Longest text of a request, a message or a note: 5,000 characters. */
export const MESSAGE_MAX = 5000
