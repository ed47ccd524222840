// Put the address of your own pgreach in place of https://pgreach.example.
export default {
  title: "Team docs",
  url: "https://docs.example",
  baseUrl: "/",
  onBrokenLinks: "throw",
  scripts: [{ src: "https://pgreach.example/pg-reach.js", async: true }],
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false, pages: false }]],
};
