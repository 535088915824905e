/** The description of the API, answered without the database. Apart from the call, which needs the list of all calls. */
export const openapiRoute = '/openapi.json'
