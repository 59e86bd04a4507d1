// Adds "Copy link" beside a field that holds a link, and says when it is done. Without it the field can be copied by hand.
for (const field of document.querySelectorAll("input[data-copy]")) {
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = field.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = document.getElementById("live").textContent = field.dataset.copied;
  });
  field.after(button);
}
