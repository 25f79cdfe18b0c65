// Leaving in a hurry: the page is replaced, so that "back" does not return to it.
const leave = document.getElementById("leave");
if (leave) {
  leave.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.replaceChildren();
    window.location.replace(leave.href);
  });
}
