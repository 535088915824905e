import { spawnSync } from 'node:child_process'

/** Go with Debian's golang.org/x/mod, without modules from the network and without a C compiler. */
export const goEnvironment = {
  ...process.env,
  GO111MODULE: 'off',
  GOPATH: '/usr/share/gocode',
  GOFLAGS: '',
  CGO_ENABLED: '0',
}

/** The packages golang-go and golang-golang-x-mod-dev are there: `npm test` installs them where it may. */
export const hasGo = ['note', 'tlog'].every(
  (name) => spawnSync('go', ['list', `golang.org/x/mod/sumdb/${name}`], { env: goEnvironment }).status === 0,
)
if (!hasGo) console.warn('skipped without Go: apt-get install golang-go golang-golang-x-mod-dev')
