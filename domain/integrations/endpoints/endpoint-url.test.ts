import { describe, expect, it } from 'vitest'
import { endpointUrl } from './endpoint-url.ts'

describe('the address of an endpoint', () => {
  it.each([
    ['https://lms.example.kz/hooks', 'https://lms.example.kz/hooks'],
    [' https://LMS.example.kz:443/hooks?a=1#part ', 'https://lms.example.kz/hooks?a=1'],
    ['https://сайт.қаз/', 'https://xn--80aswg.xn--80ao21a/'],
    ['https://8.8.8.8/', 'https://8.8.8.8/'],
  ])('%s is kept as %s', (typed, url) => expect(endpointUrl(typed, false)).toEqual({ url }))

  it.each([
    ['', 'url-malformed'],
    ['lms.example.kz', 'url-malformed'],
    ['ftp://lms.example.kz/', 'url-malformed'],
    ['javascript:alert(1)', 'url-malformed'],
    [`https://lms.example.kz/${'a'.repeat(500)}`, 'url-malformed'],
    ['https://user:password@lms.example.kz/', 'url-credentials'],
    ['https://lms.example.kz@127.0.0.1/', 'url-credentials'],
    ['http://lms.example.kz/', 'url-https'],
    ['https://lms.example.kz:8443/', 'url-port'],
    ['https://127.0.0.1/', 'url-private'],
    ['https://2130706433/', 'url-private'],
    ['https://0x7f.1/', 'url-private'],
    ['https://localhost/', 'url-private'],
    ['https://localhost./', 'url-private'],
    ['https://a.localhost/', 'url-private'],
    ['https://[::1]/', 'url-private'],
    ['https://[::ffff:10.0.0.1]/', 'url-private'],
    ['https://10.0.0.1/', 'url-private'],
    ['https://169.254.169.254/', 'url-private'],
    ['https://intranet/', 'url-private'],
    ['https://db.internal/', 'url-private'],
    ['https://printer.local./', 'url-private'],
    ['http://127.0.0.1:9000/', 'url-private'],
  ])('%s is refused: %s', (typed, code) => expect(endpointUrl(typed, false)).toEqual({ code }))

  it('where this machine is allowed, nothing else becomes so', () => {
    expect(endpointUrl('http://127.0.0.1:9000/hook', true)).toEqual({ url: 'http://127.0.0.1:9000/hook' })
    expect(endpointUrl('http://localhost:9000/', true)).toEqual({ url: 'http://localhost:9000/' })
    expect(endpointUrl('http://lms.example.kz/', true)).toEqual({ code: 'url-https' })
    expect(endpointUrl('https://10.0.0.1/', true)).toEqual({ code: 'url-private' })
  })
})
