'use client'

import { useSyncExternalStore } from 'react'
import { Button } from '#components/ui/button.tsx'
import { small } from './small-button.ts'

/** Prints the page; where there is no script the browser's own menu does. */
export function PrintButton({ word }: { word: string }) {
  const scripted = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  )
  return scripted ? (
    <Button look="plain" type="button" className={small} onClick={() => print()}>
      {word}
    </Button>
  ) : null
}
