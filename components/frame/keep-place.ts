/**
 * The only script of the reading pages: on a change of language it adds the clause being read to the address, so that the
 * reader stays there. It is the clause of the address while that is in view, else the one that begins nearest the top.
 * Kept as text because its hash stands in the snapshot's policy: the same bytes on every page.
 */
export const keepPlace = `document.addEventListener('click',function(e){var a=e.target.closest('a[data-language]'),h=innerHeight,n='',d=h/3,t=document.getElementById(decodeURIComponent(location.hash.slice(1)));if(!a)return;function y(p){return p.getBoundingClientRect()}document.querySelectorAll('[data-place]').forEach(function(p){var m=Math.abs(y(p).top);if(m<d){d=m;n=p.id}});if(t&&t.dataset.place!==undefined&&y(t).bottom>0&&y(t).top<h)n=t.id;a.hash=n})`
