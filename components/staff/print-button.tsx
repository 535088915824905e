'use client'

import { useSyncExternalStore } from 'react'
import { Button } from '#components/ui/button.tsx'
import { small } from './small-button.ts'

/** Prints the page; where there is no script the browser's own menu does. */
export function PrintButton({ word, className = small }: { word: string; className?: string }) {
  const scripted = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  )
  return scripted ? (
    <Button look="plain" type="button" className={className} onClick={() => print()}>
      {word}
    </Button>
  ) : null
}
