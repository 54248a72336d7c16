// <talking-photo src="LINK"></talking-photo>: shows the video of a share link on any website.
class TalkingPhoto extends HTMLElement {
  static observedAttributes = ["src"];

  attributeChangedCallback() {
    const link = new URL(this.getAttribute("src"), document.baseURI);
    const frame = document.createElement("iframe");
    frame.src = link.origin + link.pathname.replace(/^\/v\//, "/embed/") + link.search;
    frame.title = this.getAttribute("title") ?? "talking-photo";
    frame.allow = "autoplay; fullscreen";
    frame.loading = "lazy";
    Object.assign(frame.style, { border: "0", width: "100%", height: "100%", position: "absolute", inset: "0" });
    Object.assign(this.style, { display: "block", position: "relative", aspectRatio: this.getAttribute("ratio") ?? "4 / 5" });
    this.replaceChildren(frame);
  }
}
customElements.define("talking-photo", TalkingPhoto);
