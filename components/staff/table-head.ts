/** A head cell that stays in view while its table is scrolled. */
export const stickyHead =
  'sticky top-0 z-[1] border-b border-edge bg-paper px-2.5 pt-2 pb-1.5 font-semibold first:pl-0 last:pr-0'
