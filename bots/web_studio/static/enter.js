// Moves the secret of a link from behind the #, which is sent to nobody, into the form.
const secret = location.hash.slice(1);
document.getElementById("link").value = secret;
if (!secret) {
  document.getElementById("enter").hidden = true;
  document.getElementById("link-over").hidden = false;
}
