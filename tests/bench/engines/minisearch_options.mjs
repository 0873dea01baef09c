// Words without diacritics, i for a final y, prefixes, one error in words of five letters or more, titles before texts.
// Tried and worse on our queries: fuzzy 0.2 and more, all words before any, prefixes of the last word only.
export const options = {
  fields: ["title", "text"],
  storeFields: ["title"],
  processTerm: term =>
    term.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replace(/y$/, "i"),
  searchOptions: { boost: { title: 3 }, prefix: true, fuzzy: 0.1 }
}
