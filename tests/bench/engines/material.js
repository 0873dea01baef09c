// Material's search worker, asked as its own page does (SETUP 0, READY 1, QUERY 2, RESULT 3).
const worker = new Worker("/workers/search.js")
const told = message => new Promise((resolve, reject) => {
  worker.onmessage = event => resolve(event.data.data)
  worker.onerror = reject
  worker.postMessage(message)
})
const index = await (await fetch("/search_index.json")).json()
await told({ type: 0, data: { ...index, options: {} } })

export async function search(query, most) {
  const { items } = await told({ type: 2, data: query })
  return items.slice(0, most).map(([first]) => first.location.split("#")[0])
}
