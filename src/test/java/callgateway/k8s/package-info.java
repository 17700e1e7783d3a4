/** The manifests and the container image, held against the code. */
package callgateway.k8s;
